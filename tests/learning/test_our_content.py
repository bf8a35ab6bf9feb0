"""The units that ship: everything in them is read before anybody else reads it."""

import tomllib

import pytest
from markdown_it import MarkdownIt

from apps.learning.content_file import errors_of
from apps.learning.management.commands.load_learning import ASSIGNMENTS, OUR_OWN
from apps.learning.templatetags.learning import prose
from tests.qualifications.our_catalogue import our_catalogue

FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(OUR_OWN.glob("*.toml"))}
UNITS = {(suite["code"], unit["code"]): unit for suite in our_catalogue()["suites"] for unit in suite["units"]}
QUALIFICATIONS = {row["code"]: row for row in our_catalogue()["qualifications"]}


@pytest.mark.parametrize("code", ["CG-3815-L2-AWD", "CG-3815-L3-AWD", "CG-DEBT-L3-CRT"])
def test_each_unit_of_these_qualifications_has_pages_questions_and_an_assignment(code):
    qualification = QUALIFICATIONS[code]
    rules = qualification["rules"]
    units = [*rules["mandatory"], *(unit for group in rules.get("groups", []) for unit in group["units"])]
    assert units
    for unit in units:
        name = f"{qualification['suite']}-{unit}"
        assert len(FILES[name]["pages"]) >= 5, name
        assert len(FILES[name]["questions"]) >= 10, name
        assert tomllib.loads((ASSIGNMENTS / f"{name}.toml").read_text(encoding="utf-8"))["criteria"], name


def test_each_is_of_a_unit_in_the_catalogue():
    assert FILES
    for name, data in FILES.items():
        assert (data["suite"], data["unit"]) in UNITS
        assert name == f"{data['suite']}-{data['unit']}"


@pytest.mark.parametrize("name", FILES)
def test_it_has_no_errors(name):
    assert errors_of(FILES[name]) == []


@pytest.mark.parametrize("name", FILES)
def test_it_says_that_it_is_illustrative(name):
    assert FILES[name]["provenance"] == "illustrative"


@pytest.mark.parametrize("name", FILES)
def test_its_pages_are_short_and_the_minutes_are_honest(name):
    for page in FILES[name]["pages"]:
        words = len(page["body"].split())
        assert 100 <= words <= 400, page["slug"]
        assert words / 250 <= page["minutes"] <= words / 60, (page["slug"], words, page["minutes"])


@pytest.mark.parametrize("name", FILES)
def test_each_page_is_plain_text_that_the_portal_can_show(name):
    """No HTML and no links, which would be shown as they are typed; headings below the page's own."""
    for page in FILES[name]["pages"]:
        kinds = {token.type for token in MarkdownIt("commonmark").parse(page["body"])}
        inner = {
            child.type for token in MarkdownIt("commonmark").parse(page["body"]) for child in token.children or ()
        }
        assert not (kinds | inner) & {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}, page[
            "slug"
        ]
        html = prose(page["body"])
        assert "<h1" not in html
        assert html.count('<div class="govuk-inset-text">') >= 1, f"{page['slug']} has no example from a workplace"


@pytest.mark.parametrize("name", FILES)
def test_its_questions_are_fair(name):
    """Options differ, there are at least three, the first is not always the right one, and each says why."""
    questions = FILES[name]["questions"]
    chosen = [question for question in questions if "options" in question]
    for question in chosen:
        texts = [option["text"].strip() for option in question["options"]]
        assert len(set(texts)) == len(texts) >= 3, question["code"]
    for question in questions:
        assert len(question["why"].split()) >= 5, question["code"]
    first_places = {
        [option.get("correct", False) for option in question["options"]].index(True) for question in chosen
    }
    assert len(first_places) >= 3


@pytest.mark.parametrize("name", FILES)
def test_the_longest_option_is_not_always_the_right_one(name):
    """Whoever only picks the longest must not pass."""
    questions = FILES[name]["questions"]
    right = sum(
        1
        for question in questions
        if question["kind"] == "single"
        and max(question["options"], key=lambda option: len(option["text"])).get("correct")
    )
    assert 100 * right < FILES[name]["pass_mark"] * len(questions)


@pytest.mark.parametrize("name", FILES)
def test_no_letter_is_hidden_or_odd(name):
    text = (OUR_OWN / f"{name}.toml").read_text(encoding="utf-8")
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert "  \n" not in text and "\t" not in text
