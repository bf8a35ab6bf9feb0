"""Who may do what with certificates, claims and links. Nobody decides about a certificate of their own."""


def can_reissue(user, certificate):
    return user.is_central and certificate.holder.user_id != user.pk


def can_revoke(user, certificate):
    return user.is_central and certificate.holder.user_id != user.pk


def can_remake(user, certificate):
    """The document says nothing new, so whoever may have it may have it made again."""
    return user.is_central or certificate.holder.user_id == user.pk


def can_export_claims(user):
    return user.is_central


def can_share_record(user):
    return user.member_or_none is not None


def can_end_share(user, share):
    return share.member.user_id == user.pk
