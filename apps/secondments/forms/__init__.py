from apps.secondments.forms.agreement import (
    AgreementForm,
    EndForm,
    ReturnForm,
    ReturnPlanForm,
    ReviewForm,
    agreement_initial,
)
from apps.secondments.forms.application import (
    AskReleaseForm,
    ChooseForm,
    DeclineForm,
    EvidencePartForm,
    ReleaseForm,
    TextPartForm,
    WithdrawForm,
)
from apps.secondments.forms.guest import GuestForm
from apps.secondments.forms.opportunity import HostForm, OpportunityForm, PublishForm, WhyForm, opportunity_initial
from apps.secondments.forms.people import AskPersonForm, FindPeopleForm

__all__ = [
    "AgreementForm",
    "AskPersonForm",
    "AskReleaseForm",
    "ChooseForm",
    "DeclineForm",
    "EndForm",
    "EvidencePartForm",
    "FindPeopleForm",
    "GuestForm",
    "HostForm",
    "OpportunityForm",
    "PublishForm",
    "ReleaseForm",
    "ReturnForm",
    "ReturnPlanForm",
    "ReviewForm",
    "TextPartForm",
    "WhyForm",
    "WithdrawForm",
    "agreement_initial",
    "opportunity_initial",
]
