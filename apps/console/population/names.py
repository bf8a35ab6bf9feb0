"""Names as they are found in Britain, and how often they are combined in which way."""

import tomllib
from pathlib import Path
from typing import NamedTuple

DOUBLE_BARRELLED = 0.02  # of people; the second family name is of any group
MIXED = 0.05  # a given name of one group with a family name of another
SINGLE_NAME = 0.001  # some people have one name only


class Group(NamedTuple):
    """Given and family names that go together. `share` is per cent of people."""

    share: int
    given: list[str]
    family: list[str]


def _read():
    data = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
    return [Group(group["share"], group["given"].split(), group["family"].split()) for group in data.values()]


GROUPS = _read()
