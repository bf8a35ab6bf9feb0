"""Who somebody is here: account, HR record, roles, what they say of themselves."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from apps.accounts.models import User
from apps.home.queries.section import Section, name_of
from apps.members.models import (
    Absence,
    Aims,
    Consent,
    Download,
    Grant,
    LearningNeeds,
    Look,
    ManagerProposal,
    Member,
    Move,
)

SECTIONS = [
    Section(
        "Your account",
        User,
        "pk",
        {"Email": "email", "Name": "name", "Made": "created_at", "Last sign-in": "last_login", "In use": "is_active"},
    ),
    Section(
        "Email addresses for signing in",
        EmailAddress,
        "user",
        {"Email": "email", "Shown to be yours": "verified", "Main one": "primary"},
    ),
    Section(
        "Your second step",
        Authenticator,
        "user",
        {"Kind": "type", "Set up": "created_at", "Last used": "last_used_at"},
    ),
    Section(
        "Where you are signed in",
        UserSession,
        "user",
        {"Since": "created_at", "Last seen": "last_seen_at", "Network address": "ip", "Browser": "user_agent"},
    ),
    Section(
        "Other accounts you sign in with",
        SocialAccount,
        "user",
        {
            "Provider": "provider",
            "Your number there": "uid",
            "What they told us": "extra_data",
            "Since": "date_joined",
        },
    ),
    Section(
        "Your HR record",
        Member,
        "user",
        {
            "Staff number": "staff_number",
            "Given name": "given_name",
            "Family name": "family_name",
            "Work email": "email",
            "Email since": "email_since",
            "Organisation": "organisation__name",
            "Unit": "unit",
            "Grade": "grade__name",
            "Region": "region__name",
            "Job family": "job_family__title",
            "Job title": "job_title",
            "Line manager": name_of("line_manager"),
            "Contract": "contract",
            "Contract ends": "contract_end",
            "Working days": "working_days",
            "Status": "status",
            "Restricted": "restricted",
            "HR feed of": "hr_as_of",
            "Claimed by you": "claimed_at",
        },
    ),
    Section(
        "Days on which you work somewhere else",
        Absence,
        "member__user",
        {"What for": "kind", "First day": "starts_on", "Last day": "ends_on", "Called off": "cancelled_at"},
    ),
    Section(
        "Moves that the HR feed told",
        Move,
        "member__user",
        {
            "Told on": "told_on",
            "From grade": "from_grade__name",
            "To grade": "to_grade__name",
            "From job family": "from_family__title",
            "To job family": "to_family__title",
            "From": "from_organisation__name",
            "To": "to_organisation__name",
        },
    ),
    Section(
        "Your roles",
        Grant,
        "user",
        {
            "Role": "role",
            "For": "organisation__name",
            "From": "starts_on",
            "Until": "ends_on",
            "Given by": "given_by__name",
            "Ended": "ended_at",
        },
    ),
    Section(
        "What interests you and what you want next",
        Aims,
        "member__user",
        {
            "Interests": "interests",
            "Next": "next_move",
            "When": "when",
            "Kind of work": "work",
            "Where": "how_far",
            "What would help": "help_wanted",
            "Changed": "changed_at",
        },
    ),
    Section(
        "What you need to learn well",
        LearningNeeds,
        "member__user",
        {
            "What helps": "needs",
            "Adjustments": "adjustments",
            "Other adjustments": "other_adjustments",
            "Changed": "changed_at",
        },
    ),
    Section(
        "What you agreed to",
        Consent,
        "member__user",
        {"Purpose": "purpose", "Given": "given_at", "Withdrawn": "withdrawn_at"},
    ),
    Section(
        "What you said about your line manager",
        ManagerProposal,
        "member__user",
        {
            "Proposed": name_of("proposed"),
            "Before": name_of("former"),
            "Said": "proposed_at",
            "Where it stands": "status",
            "Confirmed": "confirmed_at",
            "Reason": "reason",
            "Comment": "comment",
            "Disputed since": "disputed_at",
            "Settled": "settled_at",
            "Answer of the central team": "note",
        },
    ),
    Section(
        "Who said that you are their line manager",
        ManagerProposal,
        "proposed__user",
        {
            "Who": name_of("member"),
            "Said": "proposed_at",
            "Where it stands": "status",
            "Your reason": "reason",
            "Your comment": "comment",
        },
    ),
    Section(
        "Who looked at your record",
        Look,
        "member__user",
        {"Who": "by__name", "What": "what", "First on the day": "at"},
    ),
    Section(
        "Copies like this one",
        Download,
        "user",
        {"Asked for": "requested_at", "Made": "ready_at", "Where it stands": "status"},
    ),
]
