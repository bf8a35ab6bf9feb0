"""The agreement of three: each version is written by the host and signed by the member, their manager and the host."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import date_words
from apps.members.states import Contract
from apps.secondments import emails, permissions
from apps.secondments.actions.application import locked as locked_application
from apps.secondments.actions.placement import keep_placement
from apps.secondments.actions.telling import tell_parties
from apps.secondments.dates import last_day
from apps.secondments.documents import agreement_content, digest_of
from apps.secondments.models import Agreement, AgreementVersion, Placement, Signature
from apps.secondments.states import LONGEST, OVER, ApplicationStatus, Party, VersionStatus

WRITTEN = ("starts_on", "ends_on", "pays", "pays_from", "vat_note", "supervisor", "terms", "why_longer")


def locked(agreement):
    """The opportunity's row is locked first, then the application's, as everywhere."""
    application = locked_application(agreement.application)
    agreement = Agreement.objects.locked().get(pk=agreement.pk)
    agreement.application = application
    return agreement


@transaction.atomic
def write_agreement(*, application, by, **said):
    """Write a version, the first one or another. `said` by the names of WRITTEN. All three sign it anew."""
    application = locked_application(application)
    require(permissions.can_run_opportunity(by, application.opportunity))
    if application.status != ApplicationStatus.ACCEPTED:
        raise RuleBroken("The place has not been accepted, so there is nothing to agree on yet.")
    agreement, _ = Agreement.objects.get_or_create(application=application)
    agreement.application = application
    placement = Placement.objects.filter(agreement=agreement).select_related("absence").first()
    _require_possible(application, placement, said)
    agreement.versions.filter(status=VersionStatus.OPEN).update(status=VersionStatus.REPLACED)
    number = agreement.versions.count() + 1
    content = agreement_content(application, number, said)
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        written_by=by,
        content=content,
        digest=digest_of(content),
        **{name: said[name] for name in WRITTEN},
    )
    says = f"wrote version {number} of the agreement"
    audit.record("agreement.written", subject=agreement, by=by, says=says, digest=version.digest)
    tell_parties(application, f"version {number}", emails.agreement_to_sign(agreement, version), but=by)
    return version


def _require_possible(application, placement, said):
    """Not longer than allowed, not past a contract, and not in what has been."""
    member, starts_on, ends_on = application.member, said["starts_on"], said["ends_on"]
    if ends_on < starts_on:
        raise RuleBroken("The last day must not be before the first.")
    if member.contract == Contract.FIXED_TERM and ends_on > member.contract_end:
        raise RuleBroken(f"Their contract ends on {date_words(member.contract_end)}, so it cannot last longer.")
    if ends_on > last_day(starts_on, LONGEST) and not said["why_longer"]:
        raise RuleBroken("It can last two years at most. Say why it must be longer, and the central team decides.")
    if placement and placement.status in OVER:
        raise RuleBroken("The placement has ended, so there is nothing to agree on any more.")
    if placement and placement.status == "running" and starts_on != placement.absence.starts_on:
        raise RuleBroken("It has begun, so the first day stays as it was.")
    if placement and placement.status == "running" and ends_on < timezone.localdate():
        raise RuleBroken("The last day is in the past. To end it earlier, use “End it early”.")


@transaction.atomic
def except_agreement(*, version, by):
    """The central team lets a placement be longer than two years, for the reason that is given."""
    agreement = locked(version.agreement)
    version = AgreementVersion.objects.locked().get(pk=version.pk)
    require(permissions.can_except_agreement(by, version))
    if not version.waits_for_exception or version.status != VersionStatus.OPEN:
        raise RuleBroken("This version does not wait for an exception.")
    version.excepted_by, version.excepted_at = by, timezone.now()
    version.save(update_fields=["excepted_by", "excepted_at"])
    says = f"made an exception: version {version.number} is for longer than two years"
    audit.record("agreement.excepted", subject=agreement, by=by, says=says)
    occasion = f"excepted {version.number}"
    tell_parties(agreement.application, occasion, emails.agreement_to_sign(agreement, version), but=by)
    return version


@transaction.atomic
def sign_agreement(*, version, digest, by):
    """Agree to this text. `digest`: that of the text one has read. With the third signature it holds."""
    agreement = locked(version.agreement)
    version = AgreementVersion.objects.locked().get(pk=version.pk)
    party = permissions.party_of(by, agreement.application)
    require(party is not None)
    if version.status != VersionStatus.OPEN or digest != version.digest:
        raise RuleBroken("There is a later version, or it is signed by all. Read that one.")
    if version.waits_for_exception:
        raise RuleBroken("It is for longer than two years. The central team decides about that first.")
    if version.signatures.filter(user=by).exists() or version.signatures.filter(party=party).exists():
        raise RuleBroken("It is signed on this side already.")
    Signature.objects.create(version=version, party=party, user=by, name=str(by), digest=version.digest)
    says = f"signed version {version.number} of the agreement as: {party.label.lower()}"
    audit.record("agreement.signed", subject=agreement, by=by, says=says, party=party, digest=version.digest)
    if version.signatures.count() == len(Party):
        _agree(agreement, version, by)
    return version


def _agree(agreement, version, by):
    """It holds: the version before is replaced, and the days are booked."""
    _require_possible(
        agreement.application,
        Placement.objects.filter(agreement=agreement).select_related("absence").first(),
        {name: getattr(version, name) for name in WRITTEN},
    )
    agreement.versions.filter(status=VersionStatus.AGREED).update(status=VersionStatus.REPLACED)
    version.move_to(VersionStatus.AGREED)
    version.save(update_fields=["status"])
    says = f"made version {version.number} hold: all three have signed"
    audit.record("agreement.agreed", subject=agreement, by=by, says=says)
    keep_placement(agreement, version, by)
    tell_parties(agreement.application, f"agreed {version.number}", emails.agreement_agreed(agreement, version))
