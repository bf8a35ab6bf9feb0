from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings

from apps.core.commands import PortalCommand

FOLDER = Path(settings.BASE_DIR, "docs", "states")


class Command(PortalCommand):
    """Draws every table of moves, so that the pictures in docs/states say what the code does."""

    help = "Draws docs/states/<app>.md from the tables of moves in each app's states.py."

    def handle(self, *args, **options):
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, text in pages().items():
            (FOLDER / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"Drew docs/states/{name}")


def pages():
    """{"approvals.md": its text, …} for each app that has a table of moves."""
    return {f"{app.label}.md": _page(app, found) for app in apps.get_app_configs() if (found := tables(app))}


def tables(app):
    """[(model, moves)]: which table says how the status of which model moves."""
    if not app.name.startswith("apps.") or not find_spec(f"{app.name}.states"):
        return []
    states = vars(import_module(f"{app.name}.states"))
    by_choices = {
        tuple(type(next(iter(moves))).choices): moves for name, moves in states.items() if name.endswith("MOVES")
    }
    return [(model, by_choices[choices]) for model in app.get_models() if (choices := _choices(model)) in by_choices]


def _choices(model):
    field = next((field for field in model._meta.fields if field.name == "status"), None)
    return tuple(field.choices or ()) if field else None


def _page(app, found):
    title = f"# States of {app.label}"
    source = f"Drawn from `{app.name.replace('.', '/')}/states.py` by `./portal manage draw_states`."
    parts = [f"## {model.__name__}\n\n```mermaid\n{diagram(moves)}\n```" for model, moves in found]
    return "\n\n".join([title, source, *parts]) + "\n"


def diagram(moves):
    """A table of moves in Mermaid's words, in the order of its statuses: the first is where everything begins."""
    statuses = list(type(next(iter(moves))))
    lines = ["stateDiagram-v2", f"    [*] --> {statuses[0].value}"]
    lines += [f"    {status.value}: {status.label}" for status in statuses]
    for source in statuses:
        targets = [target.value for target in statuses if target in moves[source]] or ["[*]"]
        lines += [f"    {source.value} --> {target}" for target in targets]
    return "\n".join(lines)
