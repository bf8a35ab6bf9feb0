"""What is done to people, their roles and their records."""

from functools import partial

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.files import StoredFile
from apps.members import actions as members
from apps.members.actions.feed import Outcome
from apps.members.feed.faults import Refused
from apps.members.reference import job_families, workforce
from tests.accounts.factories import UserFactory
from tests.members.factories import (
    AbsenceFactory,
    ConsentFactory,
    DownloadFactory,
    FeedUploadFactory,
    GrantFactory,
    ManagerProposalFactory,
    MemberFactory,
    central_user,
)

TODAY = timezone.localdate()


def members__book_absence():
    days = {"kind": "placement", "starts_on": TODAY, "ends_on": TODAY}
    return partial(transaction.atomic(members.book_absence), member=MemberFactory(), by=central_user(), **days)


def members__change_absence():
    absence = AbsenceFactory()
    said = {"ends_on": absence.starts_on, "by": central_user()}
    return partial(transaction.atomic(members.change_absence), absence=absence, **said)


def members__cancel_absence():
    return partial(transaction.atomic(members.cancel_absence), absence=AbsenceFactory(), by=central_user())


def members__account_for():
    return partial(members.account_for, member=MemberFactory(user=None))


def members__claim_record():
    user = UserFactory(email=MemberFactory(user=None).email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return partial(members.claim_record, user=user)


def members__grant_role():
    return partial(members.grant_role, user=UserFactory(), role=Role.ASSESSOR, by=central_user())


def members__give_role():
    who = MemberFactory(user=None).staff_number
    return partial(members.give_role, who=who, role=Role.ASSESSOR, by=central_user())


def members__end_grant():
    return partial(members.end_grant, grant=GrantFactory(role=Role.ASSESSOR), by=central_user())


def members__grant_first_central():
    return partial(members.grant_first_central, email=MemberFactory(user=None).email)


def members__load_organisations():
    return partial(members.load_organisations, data=workforce())


def members__load_job_families():
    return partial(members.load_job_families, data=job_families())


def _own_words(action, **said):
    return partial(action, by=MemberFactory().user, **said)


def members__change_interests():
    return _own_words(members.change_interests, interests="Explaining decisions.")


def members__change_aims():
    said = {"next_move": "up", "when": "year", "work": ["leading"], "how_far": "here", "help_wanted": "A mentor."}
    return _own_words(members.change_aims, **said)


def members__change_learning_needs():
    said = {"needs": "", "adjustments": ["braille"], "other_adjustments": "", "uses": ["adjustments_tests"]}
    return _own_words(members.change_learning_needs, **said)


def members__give_consent():
    return _own_words(members.give_consent, purpose="mentoring")


def members__withdraw_consent():
    consent = ConsentFactory()
    return partial(members.withdraw_consent, purpose=consent.purpose, by=consent.member.user)


def members__propose_manager():
    email = MemberFactory().email
    return partial(members.propose_manager, email=email, by=MemberFactory().user)


def members__withdraw_proposal():
    proposal = ManagerProposalFactory()
    return partial(members.withdraw_proposal, proposal=proposal, by=proposal.member.user)


def members__confirm_proposal():
    proposal = ManagerProposalFactory()
    return partial(members.confirm_proposal, proposal=proposal, by=proposal.proposed.user)


def members__decline_proposal():
    proposal = ManagerProposalFactory()
    said = {"reason": "stranger", "comment": ""}
    return partial(members.decline_proposal, proposal=proposal, by=proposal.proposed.user, **said)


def members__settle_dispute():
    proposal = ManagerProposalFactory(disputed=True)
    return partial(members.settle_dispute, proposal=proposal, note="HR corrects it.", by=central_user())


def members__upload_feed():
    return partial(members.upload_feed, parts=[b"staff_number"], as_of=TODAY, by=central_user())


def members__store_check():
    outcome = Outcome(TODAY, 1, {"new": 1}, [], [], False, "0" * 64, None)
    return partial(members.store_check, upload=FeedUploadFactory(), outcome=outcome)


def members__refuse_upload():
    return partial(members.refuse_upload, upload=FeedUploadFactory(), refusal=Refused("Nothing was written."))


def members__confirm_upload():
    return partial(members.confirm_upload, upload=FeedUploadFactory(waiting=True), by=central_user())


def members__apply_upload():
    """The file is gone, so it does not fit any more."""
    return partial(members.apply_upload, upload=FeedUploadFactory(confirmed=True, confirmed_by=central_user()).pk)


def members__cancel_upload():
    return partial(members.cancel_upload, upload=FeedUploadFactory(), by=central_user())


def members__request_download():
    return partial(members.request_download, by=UserFactory())


def members__store_download():
    file = StoredFile("downloads/1.pdf", "0" * 64)
    return partial(members.store_download, download=DownloadFactory(), file=file)
