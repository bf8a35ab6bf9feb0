"""The actions of evidence, as in deeds.py."""

import datetime
from functools import partial

from django.db import transaction

from apps.evidence import actions as evidence
from tests.evidence.factories import PAGE, EvidenceFactory, shared
from tests.members.factories import MemberFactory

SAID = {"title": "A hard call", "dated_on": datetime.date(2026, 3, 3), "note": "I rang back."}


def _own():
    row = EvidenceFactory()
    return {"evidence": row, "by": row.member.user}


def evidence__add_evidence():
    return partial(evidence.add_evidence, by=MemberFactory().user, **SAID)


def evidence__change_evidence():
    return partial(evidence.change_evidence, **_own(), **SAID)


def evidence__remove_evidence():
    return partial(evidence.remove_evidence, **_own())


def evidence__share_evidence():
    row = EvidenceFactory()
    said = {"subject": "Your claim", "link": PAGE, "seen_by": "a reviewer", "by": row.member.user}
    return partial(transaction.atomic(evidence.share_evidence), evidence=[row], **said)


def evidence__end_sharing():
    row = shared(EvidenceFactory())
    return partial(transaction.atomic(evidence.end_sharing), link=PAGE, by=row.member.user)
