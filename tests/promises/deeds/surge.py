"""Helping in a peak or a crisis: the roster, requests, waves and deployments."""

import datetime
from functools import partial

from django.utils import timezone

from apps.surge import actions as surge
from apps.surge.states import RequestStatus
from tests.approvals.factories import CaseFactory
from tests.members.factories import MemberFactory, central_user
from tests.surge import factories as made
from tests.surge.factories import DONE, LATER, SAID, SOON, TERMS, lead_of, line_of, manager_of, request_of, rostered

TODAY = timezone.localdate()
LINE = {"role": "Answer calls", "skill": None, "people": 2, "base": "", "region": None, "starts_on": SOON}
LINE |= {"ends_on": LATER}
DRAFT, WAITS = RequestStatus.DRAFT, RequestStatus.SUBMITTED


def _decided(release):
    return {"release": release, "by": manager_of(release.member)}


def _own(release):
    return {"release": release, "by": release.member.user}


def _refused():
    release = made.asked_release()
    said = {"decision": "refused", "reason": "notice", "comment": "In May."}
    return surge.decide_standing_release(**_decided(release), **said)


def _led(thing, **named):
    return named | {"by": lead_of(thing)}


def surge__join_roster():
    return partial(surge.join_roster, base="", reach="region", skills=[], by=MemberFactory().user)


def surge__leave_roster():
    return partial(surge.leave_roster, by=rostered().member.user)


def surge__add_away():
    return partial(surge.add_away, starts_on=SOON, ends_on=LATER, by=rostered().member.user)


def surge__remove_away():
    away = surge__add_away()()
    return partial(surge.remove_away, away=away, by=away.member.user)


def surge__ask_standing_release():
    return partial(surge.ask_standing_release, cover="", by=rostered(release=False).member.user, **TERMS)


def surge__decide_standing_release():
    return partial(surge.decide_standing_release, **_decided(made.asked_release()), decision="approved")


def surge__decide_standing_releases():
    release = made.asked_release()
    return partial(surge.decide_standing_releases, tasks=[release.task], by=manager_of(release.member))


def surge__accept_standing_release():
    release = made.asked_release()
    surge.decide_standing_release(**_decided(release), decision="changed", **(TERMS | {"days_a_year": 5}))
    return partial(surge.accept_standing_release, **_own(release))


def surge__withdraw_standing_release():
    return partial(surge.withdraw_standing_release, **_own(made.asked_release()))


def surge__end_standing_release():
    release = made.asked_release()
    surge.decide_standing_release(**_decided(release), decision="approved")
    return partial(surge.end_standing_release, **_decided(release), why="Two are away.")


def surge__appeal_standing_release():
    return partial(surge.appeal_standing_release, **_own(_refused()), why_again="Ben covers.")


def surge__reopen_standing_release():
    release = _refused()
    case = CaseFactory(task=release.task)
    return partial(surge.reopen_standing_release, asked=release, case=case, answer="We look.", by=central_user())


def surge__write_request():
    by = made.lead()
    return partial(surge.write_request, organisation=by.member.organisation, by=by, **SAID)


def surge__change_request():
    request = request_of(status=DRAFT)
    return partial(surge.change_request, **_led(request, request=request), **SAID)


def surge__write_line():
    request = request_of(status=DRAFT)
    return partial(surge.write_line, **_led(request, request=request), **LINE)


def surge__drop_line():
    line = line_of(request_of(status=DRAFT))
    return partial(surge.drop_line, **_led(line, line=line))


def surge__submit_request():
    line = line_of(request_of(status=DRAFT))
    return partial(surge.submit_request, **_led(line, request=line.request))


def surge__withdraw_request():
    request = request_of(status=WAITS)
    return partial(surge.withdraw_request, **_led(request, request=request))


def surge__raise_request():
    request_of(status=WAITS)
    return partial(surge.raise_request, request=request_of(made.lead("DVSA"), WAITS), by=central_user())


def surge__decide_request():
    line = line_of(request_of(status=WAITS))
    rostered()
    return partial(surge.decide_request, request=line.request, granted={line.pk: 1}, by=central_user())


def surge__stand_down_request():
    line = made.begun_ago(3).line
    made.offered(line)
    return partial(surge.stand_down_request, **_led(line, request=line.request), on=TODAY, note="It is over.")


def surge__close_requests():
    return partial(surge.close_requests, on=line_of().ends_on + datetime.timedelta(days=1))


def surge__send_waves():
    line_of()
    rostered()
    return partial(surge.send_waves, on=TODAY)


def surge__expire_offers():
    return partial(surge.expire_offers, at=made.offered().answer_by)


def surge__accept_offer():
    offer = made.offered()
    return partial(surge.accept_offer, offer=offer, by=offer.member.user)


def surge__decline_offer():
    offer = made.offered()
    return partial(surge.decline_offer, offer=offer, reason="personal", note="", by=offer.member.user)


def surge__follow_deployments():
    return partial(surge.follow_deployments, on=made.deployed().absence.starts_on)


def surge__return_early():
    deployment = made.begun_ago(5)
    said = {"on": TODAY - datetime.timedelta(days=1), "why": "home", "note": ""}
    return partial(surge.return_early, deployment=deployment, by=manager_of(deployment.member), **said)


def surge__ask_extension():
    deployment = made.begun_ago(5)
    longer = deployment.absence.ends_on + datetime.timedelta(days=7)
    return partial(surge.ask_extension, **_led(deployment, deployment=deployment), ends_on=longer, why="Still long.")


def surge__answer_extension():
    extension = surge__ask_extension()()
    member = extension.deployment.member
    surge.answer_extension(extension=extension, agrees=True, note="", by=member.user)
    return partial(surge.answer_extension, extension=extension, agrees=True, note="", by=manager_of(member))


def surge__review_deployment():
    deployment = made.ended()
    return partial(surge.review_deployment, deployment=deployment, by=deployment.member.user, **DONE)


def surge__keep_deployment_review():
    deployment = made.ended()
    surge.review_deployment(deployment=deployment, by=lead_of(deployment), **DONE)
    return partial(surge.keep_deployment_review, deployment=deployment, by=deployment.member.user)
