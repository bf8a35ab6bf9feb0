from apps.core.forms import BaseForm, CharField, IntegerField
from apps.insights.models import LONGEST_NAME
from apps.insights.queries.whatif import MOST_DAYS, MOST_PLACES


class WhatIfForm(BaseForm):
    places = IntegerField(
        label="More funded places a year", min_value=0, max_value=MOST_PLACES, width=5, help_text="For example, 50"
    )
    days = IntegerField(
        label="Working days by which decisions are quicker",
        min_value=0,
        max_value=MOST_DAYS,
        width=3,
        help_text="For example, 2",
    )


class ViewForm(BaseForm):
    name = CharField(
        label="What to call this view", max_length=LONGEST_NAME, help_text="For example, Study time in prisons"
    )
