"""Frameworks, self-assessments and the conversations about them."""

from functools import partial

from apps.capability import actions as capability
from tests.capability.our_frameworks import our_framework, our_grades
from tests.members.factories import central_user


def capability__load_framework():
    our_grades()
    return partial(capability.load_framework, data=our_framework(), by=None)


def capability__publish_framework():
    our_grades()
    version = capability.load_framework(data=our_framework(), by=central_user())
    return partial(capability.publish_framework, version=version, by=central_user())
