"""The Civil Service People Survey, as it was published: what stands beside our own outcomes. No figure of ours."""

import json
from functools import cache
from pathlib import Path

from apps.insights.charts import Bars
from apps.insights.queries.page import Block, Line

FILE = Path(__file__).parent.parent / "data" / "people_survey.json"
LEARNING = ["LD", "B21", "B22", "B23", "B24"]
YEARS = ["2023", "2024"]


@cache
def _survey():
    return json.loads(FILE.read_text())


def survey_block():
    survey = _survey()
    measures = {measure["code"]: measure for measure in survey["measures"]}
    learning = [measures[code] for code in LEARNING]
    before, now = ([measure[year] for measure in learning] for year in YEARS)
    lines = [Line(row["title"], [row[year] for year in YEARS]) for row in learning]
    by_grade = survey["learning_and_development_theme_2024_by_grade"].items()
    lines += [Line(f"Learning and development theme, {grade}", ["", share]) for grade, share in by_grade]
    drawn = [(row["title"], row["2024"], f"{row['2024']}%") for row in learning]
    title = f"The learning theme of the People Survey stood at {now[0]}% in 2024, after {before[0]}% the year before"
    asked = survey["respondents"]["2024"]
    note = f"Source: {survey['source']}. {asked:,} answered in 2024. Their answers are not linked with anything here."
    header = ["Theme or question", "2023, % positive", "2024, % positive"]
    return Block("survey", "Beside it: the People Survey", title, header, lines, Bars(drawn), note)
