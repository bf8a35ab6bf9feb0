"""Rules of the house that no linter knows. Each checker is shown something wrong, which it must find."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps as registry
from django.conf import settings
from django.forms.renderers import get_default_renderer
from django.urls import get_resolver

from apps.core import jobs
from apps.core.forms import GovukRenderer
from odp_portal import celery_app

ROOT = Path(__file__).parent.parent
APPS, TEMPLATES = ROOT / "apps", ROOT / "templates"
LONGEST = 400  # lines of a module
READING_ROOMS = {
    *[
        "views",
        "tasks",
        "schedule",
        "queries",
        "permissions",
        "models",
        "routing",
        "eligibility",
        "calendar",
        "invariants",
    ],
    *["forms", "emails", "documents", "context_processors", "templatetags", "admin"],
}
WRITES = {
    *["save", "create", "get_or_create", "update_or_create", "update", "delete", "bulk_create", "bulk_update"],
    *["raw", "execute", "executemany", "select_for_update", "enqueue", "enqueue_many"],
}
# Whose writing is its business: the QuerySets offer the lock, and an account is saved by its manager. What every page
# asks is a SELECT in so many words, because a queryset would take longer to put together than to answer.
MAY = {("models", "select_for_update"), ("accounts/models.py", "save"), ("home/queries/waiting.py", "raw")}


def modules(*rooms):
    """[(path within apps, source)] of all modules, or of these rooms: views.py, or everything in views/."""
    for path in sorted(APPS.rglob("*.py")):
        name = path.relative_to(APPS)
        if "migrations" not in name.parts and (not rooms or room_of(name) in rooms):
            yield str(name), path.read_text()


def room_of(name):
    parts = Path(name).with_suffix("").parts
    return parts[1] if len(parts) > 1 else ""


def calls(source):
    """[(line, what is called, the call)] of all calls by an attribute: x.save() is "save"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr, node


def faults(checker, *rooms):
    return [f"{name}:{line} {what}" for name, source in modules(*rooms) for line, what in checker(name, source)]


# --- Views carry, actions write --------------------------------------------------------------------------------------


def other_managers(name, source):
    """A model's rows other than by visible_to()."""
    tree = ast.parse(source)
    fine = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "visible_to"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            if id(node) not in fine:
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and re.match(r"get_(object|list)_or_404\([A-Z]\w*\b(?!\.)", ast.unparse(node)):
            yield node.lineno, ast.unparse(node)


def test_views_read_only_through_visible_to():
    assert faults(other_managers, "views") == []


@pytest.mark.parametrize(
    "wrong",
    [
        "Task.objects.get(pk=pk)",
        "Task.objects\\\n.filter()",
        "get_object_or_404(Task, pk=pk)",
        "get_object_or_404(Task.objects, pk=pk)",
        "get_list_or_404(Task)",
        "Task._default_manager.all()",
    ],
)
def test_another_manager_is_found(wrong):
    assert list(other_managers("x/views.py", wrong))
    assert not list(other_managers("x/views.py", "get_object_or_404(Task.objects.visible_to(u).for_list(), pk=pk)"))


def writes(name, source):
    for line, what, _ in calls(source):
        if what in WRITES and (room_of(name), what) not in MAY and (name, what) not in MAY:
            yield line, what


def test_only_actions_write():
    assert faults(writes, *READING_ROOMS) == []


@pytest.mark.parametrize("wrong", [f"thing.{what}()" for what in sorted(WRITES)])
def test_a_write_is_found(wrong):
    assert list(writes("x/views/task.py", wrong))


def unguarded_views(name, source):
    """Views that say nothing of which methods they take: a GET could then do what a POST should."""
    for node in ast.parse(source).body:
        takes_request = isinstance(node, ast.FunctionDef) and [a.arg for a in node.args.args[:1]] == ["request"]
        if takes_request and not node.name.startswith("_"):
            decorators = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
            if not re.search(r"\brequire_(safe|POST|http_methods)\b", decorators):
                yield node.lineno, node.name


# These answer in the place of another view, whichever method that was asked with.
ANSWERS_FOR_OTHERS = {"csrf_failure", "admin_login"}


def test_every_view_says_which_methods_it_takes():
    found = faults(unguarded_views, "views")
    assert [fault for fault in found if fault.split()[1] not in ANSWERS_FOR_OTHERS] == []


def test_an_unguarded_view_is_found():
    assert list(unguarded_views("x/views.py", "@login_not_required\ndef task_list(request):\n    pass"))
    assert not list(unguarded_views("x/views.py", "@require_safe\ndef task_list(request):\n    pass"))


def empty_posts(name, source):
    """Form(request.POST or None): an empty POST would count as a GET."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BoolOp) and ast.unparse(node).startswith(("request.POST or", "request.GET or")):
            yield node.lineno, ast.unparse(node)


def test_an_empty_post_is_a_post():
    assert faults(empty_posts) == []
    assert list(empty_posts("x/views.py", "form = Form(request.POST or None)"))


# --- One place for each thing ----------------------------------------------------------------------------------------


def imported(name, source):
    """[(line, dotted name)] of everything a module imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


# What is imported where, and nowhere else: (dotted name, who may).
PLACES = [
    (r"django\.forms\b(?!\.JSONField)", r"core/(forms|govuk)\.py"),
    (r"weasyprint\b", r"core/pdf\.py"),
    (r"(PIL|pikepdf|defusedxml)\b", r"core/uploads/.*"),
    (r"csv\b", r"core/csv_out\.py|members/feed/.*|.*/population/.*"),
    (r"(pyld|cryptography\.hazmat)\b", r"certificates/documents/proof\.py"),
    (r"celery\b", r".*schedule\.py"),
    (r"django\.(dispatch|db\.models\.signals|core\.signals)\b", r"nobody"),
    (r"django\.core\.mail\b", r"notifications/(emails|tasks)\.py"),
]


def misplaced(name, source):
    for line, dotted in imported(name, source):
        for what, where in PLACES:
            if re.match(what, dotted) and not re.fullmatch(where, name):
                yield line, dotted


def test_each_thing_is_done_in_its_one_place():
    assert faults(misplaced) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "from django import forms",
        "import django.forms",
        "from django.forms import ModelForm",
        "from weasyprint import HTML",
        "import csv",
        "from PIL import Image",
        "import pikepdf",
        "from pyld import jsonld",
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey",
        "from celery import current_app",
        "from django.dispatch import receiver",
        "from django.db.models.signals import post_save",
        "from django.core.mail import send_mail",
    ],
)
def test_a_misplaced_import_is_found(wrong):
    assert list(misplaced("qualifications/views/task.py", wrong))


def test_forms_are_drawn_our_way_and_the_admin_is_not():
    assert not isinstance(get_default_renderer(), GovukRenderer)


def broker_talk(name, source):
    for line, what, _ in calls(source):
        if what in {"delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit"}:
            yield line, what


def test_only_the_sweep_talks_to_the_broker():
    assert {fault.split(":")[0] for fault in faults(broker_talk)} == {"core/schedule.py"}


@pytest.mark.parametrize("wrong", ["t.delay(1)", "t.apply_async([1])", "app.send_task('t')", "t.delay_on_commit(1)"])
def test_talk_to_the_broker_is_found(wrong):
    assert list(broker_talk("x/actions.py", wrong))


def crowded(name, source):
    if source.count("\n") > LONGEST:
        yield source.count("\n"), "lines"
    if Path(name).stem in {"utils", "helpers", "util", "helper", "misc", "common", "tools"}:
        yield 1, "a name that says nothing"


def test_no_module_is_too_long_or_for_anything():
    assert faults(crowded) == []


@pytest.mark.parametrize(
    ("name", "source"), [("x/y.py", "\n" * 401), ("x/utils.py", ""), ("x/actions/helpers.py", "")]
)
def test_a_crowded_module_is_found(name, source):
    assert list(crowded(name, source))


# --- Work handed over ------------------------------------------------------------------------------------------------


def kinds(source, module, *names):
    """The kinds of jobs that a module names, as a text or as a constant of its own."""
    for _, what, call in calls(source):
        if what in names and ast.unparse(call.func).startswith("jobs."):
            kind = call.args[0]
            yield kind.value if isinstance(kind, ast.Constant) else getattr(import_module(module), kind.id)


def all_kinds(*names):
    for name, source in modules():
        if name != "core/jobs.py":
            module = "apps." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            yield from kinds(source, module, *names)


def test_every_job_has_one_handler_in_a_worker():
    """In a process of its own: there only what a worker loads is known."""
    code = "from odp_portal import celery_app; celery_app.loader.import_default_modules()"
    code += "; from apps.core.jobs import HANDLERS; print(*HANDLERS)"
    worker = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    handled = sorted(all_kinds("handler"))
    assert handled == sorted(worker.stdout.split()) == sorted(set(handled))
    handed_over = set(all_kinds("enqueue", "enqueue_many"))
    assert handed_over == set(handled)


def test_a_kind_is_found_as_text_and_as_constant():
    source = 'jobs.enqueue("one", key=1)\njobs.enqueue_many(SEND_JOB, {})\nqueue.enqueue("other")'
    found = kinds(source, "apps.notifications.models", "enqueue", "enqueue_many")
    assert list(found) == ["one", "send_message"]


def test_every_entry_of_the_clock_has_a_task():
    entries = celery_app.conf.beat_schedule.values()
    assert {entry["task"] for entry in entries} <= set(celery_app.tasks)
    ours = {name for name in celery_app.tasks if name.startswith("apps.")}
    assert ours - {entry["task"] for entry in entries} == {"apps.core.schedule.run_job"}
    for entry in entries:  # one that could not be delivered for long is not done many times over afterwards
        assert entry["options"]["expires"] <= max(entry["schedule"], 60)


def test_a_lease_outlasts_the_hard_limit_and_the_soft_one_the_budget():
    soft, hard = settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT
    assert 2 * jobs.BUDGET <= soft < hard < jobs.LEASE.total_seconds()


def test_a_job_that_kills_its_worker_is_not_given_out_again_at_once():
    assert celery_app.conf.task_acks_late
    assert not celery_app.conf.task_reject_on_worker_lost
    assert celery_app.conf.worker_prefetch_multiplier == 1
    assert celery_app.conf.accept_content == ["json"]


# --- Templates -------------------------------------------------------------------------------------------------------


def templates():
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*") if path.is_file()}


def unused(names, sources, packages):
    """Templates that nothing of ours names, and that are neither error pages nor take the place of a package's.

    A mail is named by what its subject, its text and its HTML have in common.
    """
    text = "\n".join(sources)
    by_pattern = [
        re.compile(re.escape(re.sub(r"\{[^{}]*\}", "\0", name)).replace("\0", r"[\w.]+"))
        for name in re.findall(r"""f["']([\w/.{}\[\]' =()!-]+\.(?:html|txt))["']""", text)
    ]
    for name in sorted(names):
        mail = re.sub(r"_(subject|message)\.(txt|html)$", "", name)
        is_named = any(f"{quote}{each}{quote}" in text for each in (name, mail) for quote in "\"'")
        is_meant = any(pattern.fullmatch(name) for pattern in by_pattern)
        is_error = re.fullmatch(r"(400|403|404|429|500)\.html", name)
        takes_place = any((folder / each).exists() for folder in packages for each in (name, f"{mail}_message.txt"))
        if not (is_named or is_meant or is_error or takes_place):
            yield name


def package_folders():
    """Where packages keep the templates that ours take the place of."""
    return [Path(app.path, "templates") for app in registry.get_app_configs() if not app.name.startswith("apps.")]


def test_every_template_is_used():
    ours = templates()
    sources = [source for _, source in modules()] + list(ours.values())
    assert list(unused(ours, sources, package_folders())) == []


def test_an_unused_template_is_found():
    sources = ['render(request, "a/used.html")', "{% include 'a/part.html' %}", 'f"a/{noun}_list.html"', '"a/email/x"']
    names = [
        "a/used.html",
        "a/part.html",
        "a/task_list.html",
        "a/email/x_subject.txt",
        "404.html",
        "account/login.html",
    ]
    names += ["a/lost.html", "a/email/lost_subject.txt"]
    assert list(unused(names, sources, package_folders())) == ["a/email/lost_subject.txt", "a/lost.html"]


def against_policy(text):
    """What the content security policy refuses: scripts and styles within a page."""
    yield from re.findall(r"<script(?![^>]*\b(?:src=|type=.application/json))[^>]*>", text)
    yield from re.findall(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text)


def test_pages_obey_the_content_security_policy():
    pages = {name: text for name, text in templates().items() if "/pdf/" not in name and "/email/" not in name}
    assert {name: found for name, text in pages.items() if (found := list(against_policy(text)))} == {}


@pytest.mark.parametrize(
    "wrong",
    [
        "<script>x()</script>",
        '<script type="module">x()</script>',
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<a onclick="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_what_the_policy_refuses_is_found(wrong):
    assert list(against_policy(wrong))
    assert not list(against_policy('<script type="module" src="x.js"></script>'))


# --- Names -----------------------------------------------------------------------------------------------------------

# The apps whose pages each show or do something to a thing. Those of home, insights and console stand alone.
DOMAINS = {
    "approvals",
    "capability",
    "certificates",
    "evidence",
    "learning",
    "members",
    "notifications",
    "plan",
    "qualifications",
    "secondments",
    "surge",
}


def addresses():
    """[(its name, the name of its view)] of every address of these apps."""
    for entry in get_resolver().url_patterns:
        if getattr(entry, "app_name", None) in DOMAINS:
            yield from ((pattern.name, pattern.callback.__name__) for pattern in entry.url_patterns)


def misnamed(pairs):
    return [(name, view) for name, view in pairs if name != view or not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)]


def test_an_address_and_its_view_are_named_noun_and_verb():
    found = list(addresses())
    assert len(found) > 20
    assert misnamed(found) == []


@pytest.mark.parametrize("wrong", [("tasks", "tasks"), ("task_list", "show_tasks"), ("taskList", "taskList")])
def test_a_misnamed_address_is_found(wrong):
    assert misnamed([wrong])
