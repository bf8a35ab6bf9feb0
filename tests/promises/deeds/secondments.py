"""Working somewhere else for a while: opportunities, applications, releases, agreements and placements."""

import datetime
from functools import partial

from django.utils import timezone

from apps.accounts.roles import Role
from apps.members.states import Purpose
from apps.secondments import actions as secondments
from apps.secondments.states import DRAFT_GRACE
from apps.secondments.states import Status as OpportunityStatus
from tests.approvals.factories import CaseFactory
from tests.members.factories import ConsentFactory, MemberFactory, central_user
from tests.secondments import factories as made
from tests.secondments.factories import PLAN, SAID, begun, host_of, opportunity_of, release_of, sent

TODAY = timezone.localdate()
SOON = timezone.now() + datetime.timedelta(days=20)


def _hosted(status=OpportunityStatus.PUBLISHED, **fields):
    opportunity = opportunity_of(status=status, **fields)
    return {"opportunity": opportunity, "by": host_of(opportunity)}


def _own(application):
    return {"application": application, "by": application.member.user}


def _by_manager(placement):
    return {"placement": placement, "by": placement.member.line_manager.user}


def secondments__write_opportunity():
    return partial(secondments.write_opportunity, by=MemberFactory().user, deadline=SOON, **SAID)


def secondments__change_opportunity():
    return partial(secondments.change_opportunity, **_hosted(OpportunityStatus.DRAFT), deadline=SOON, **SAID)


def secondments__copy_opportunity():
    return partial(secondments.copy_opportunity, **_hosted())


def secondments__submit_opportunity():
    return partial(secondments.submit_opportunity, **_hosted(OpportunityStatus.DRAFT))


def secondments__publish_opportunity():
    waiting = opportunity_of(status=OpportunityStatus.SUBMITTED)
    return partial(secondments.publish_opportunity, opportunity=waiting, by=central_user())


def secondments__send_back_opportunity():
    waiting = opportunity_of(status=OpportunityStatus.SUBMITTED)
    return partial(secondments.send_back_opportunity, opportunity=waiting, why="Who pays?", by=central_user())


def secondments__close_opportunity():
    return partial(secondments.close_opportunity, **_hosted())


def secondments__close_overdue():
    opportunity_of(deadline=timezone.now() - 2 * DRAFT_GRACE)
    return secondments.close_overdue


def secondments__cancel_opportunity():
    return partial(secondments.cancel_opportunity, **_hosted(), why="The court moves.")


def secondments__add_host():
    return partial(secondments.add_host, **_hosted(), email=MemberFactory().email)


def secondments__end_host():
    opportunity = opportunity_of()
    first, by = opportunity.hosts.get(), host_of(opportunity)
    secondments.add_host(opportunity=opportunity, email=MemberFactory().email, by=by)
    return partial(secondments.end_host, host=first, by=by)


def secondments__invite_guest():
    said = {"name": "Linh", "body": "Brightwater Ltd", "role": Role.PARTNER_HOST, "until": TODAY}
    return partial(secondments.invite_guest, email="linh@brightwater.example", by=central_user(), **said)


def secondments__save_search():
    return partial(secondments.save_search, q="court", chosen={}, words="“court”", by=MemberFactory().user)


def secondments__end_search():
    search = secondments__save_search()()
    return partial(secondments.end_search, search=search, by=search.user)


def secondments__start_application():
    return partial(secondments.start_application, opportunity=opportunity_of(), by=MemberFactory().user)


def secondments__submit_application():
    return partial(secondments.submit_application, **_own(begun()))


def secondments__withdraw_application():
    return partial(secondments.withdraw_application, **_own(sent()), reason="unsaid")


def secondments__choose_application():
    application = sent()
    by = host_of(application.opportunity)
    return partial(secondments.choose_application, application=application, decision="shortlisted", by=by)


def secondments__accept_offer():
    application = made.offered()
    said = _own(application)
    made.agree(secondments.ask_release(from_on=application.opportunity.starts_on, **said))
    return partial(secondments.accept_offer, **said)


def secondments__end_reserves():
    opportunity = opportunity_of()
    reserve = sent(opportunity)
    by = host_of(opportunity)
    secondments.choose_application(application=reserve, decision="reserve", by=by)
    made.accepted(opportunity)
    return partial(secondments.end_reserves, on=opportunity.starts_on)


def secondments__decline_offer():
    return partial(secondments.decline_offer, **_own(made.offered()), reason="dates")


def secondments__ask_release():
    return partial(secondments.ask_release, **_own(made.offered()), from_on=TODAY)


def secondments__decide_release():
    release = release_of(sent())
    said = PLAN | {"from_on": release.from_on, "conditions": "Hand over first."}
    by = release.application.member.line_manager.user
    return partial(secondments.decide_release, release=release, decision="approved", by=by, **said)


def secondments__decide_releases():
    release = release_of(sent())
    by = release.application.member.line_manager.user
    return partial(secondments.decide_releases, tasks=[release.task], by=by)


def secondments__accept_release():
    release = release_of(sent())
    made.agree(release, conditions="Hand over first.")
    return partial(secondments.accept_release, release=release, by=release.application.member.user)


def secondments__withdraw_release():
    release = release_of(sent())
    return partial(secondments.withdraw_release, release=release, by=release.application.member.user)


def secondments__appeal_release():
    release = release_of(sent())
    made.refuse(release)
    by = release.application.member.user
    return partial(secondments.appeal_release, release=release, why_again="Look again.", by=by)


def secondments__reopen_release():
    release = release_of(sent())
    made.refuse(release)
    case = CaseFactory(task=release.task)
    return partial(secondments.reopen_release, asked=release, case=case, answer="We look.", by=central_user())


def secondments__write_agreement():
    application = made.accepted()
    by = host_of(application.opportunity)
    return partial(secondments.write_agreement, application=application, by=by, **made.terms(application))


def secondments__except_agreement():
    application = made.accepted()
    ends_on = application.opportunity.starts_on + datetime.timedelta(days=900)
    version = made.written(application, ends_on=ends_on, why_longer="The programme ends then.")
    return partial(secondments.except_agreement, version=version, by=central_user())


def secondments__sign_agreement():
    """The third of them, so that it holds and the days are booked."""
    version = made.written()
    *first, last = made.signers(version)
    for user in first:
        secondments.sign_agreement(version=version, digest=version.digest, by=user)
    return partial(secondments.sign_agreement, version=version, digest=version.digest, by=last)


def secondments__ask_person():
    hosted = _hosted()
    person = ConsentFactory(purpose=Purpose.TALENT_SEARCH).member
    return partial(secondments.ask_person, member=person, **hosted)


def secondments__follow_placements():
    placement = made.placed()
    return partial(secondments.follow_placements, on=placement.absence.starts_on)


def secondments__end_placement():
    said = _by_manager(made.begun_ago(30))
    return partial(secondments.end_placement, **said, on=TODAY - datetime.timedelta(days=1), why="home", note="")


def secondments__plan_return():
    return partial(secondments.plan_return, **_by_manager(made.begun_ago(30)), plan="The same team.")


def secondments__confirm_return():
    return partial(secondments.confirm_return, **_by_manager(made.ended()), on=TODAY)


def secondments__review_placement():
    placement = made.ended()
    said = {"did": "Listed 200 cases.", "learnt": "Plans under pressure."}
    return partial(secondments.review_placement, placement=placement, by=placement.member.user, **said)


def secondments__keep_review():
    placement = made.ended()
    said = {"did": "Listed 200 cases.", "learnt": "Plans under pressure."}
    secondments.review_placement(placement=placement, by=host_of(placement.opportunity), **said)
    return partial(secondments.keep_review, placement=placement, by=placement.member.user)
