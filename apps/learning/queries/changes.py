"""What somebody changed in a text since they sent it last."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 5_000  # of both texts together; longer ones are compared by the line


class Piece(NamedTuple):
    """A stretch of text: "same", "added" or "removed"."""

    kind: str
    text: str


def changes_between(before, after):
    """The new text in pieces, with what was taken out where it stood. One piece "same" where nothing changed."""
    if before == after:
        return [Piece("same", after)] if after else []
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces = []
    for what, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(new[new_start:new_end])))
            continue
        if start < end:
            pieces.append(Piece("removed", "".join(old[start:end])))
        if new_start < new_end:
            pieces.append(Piece("added", "".join(new[new_start:new_end])))
    return _joined(pieces)


def _joined(pieces):
    """A lone blank between two changes belongs to them: a change is read as a phrase, not word by word."""
    joined = []
    for place, piece in enumerate(pieces):
        is_between = 0 < place < len(pieces) - 1
        if is_between and piece.kind == "same" and not piece.text.strip():
            joined += [Piece("removed", piece.text), Piece("added", piece.text)]
        else:
            joined.append(piece)
    found = []
    run = {"removed": "", "added": ""}

    def flush():
        found.extend(Piece(kind, text) for kind, text in run.items() if text.strip())
        run["removed"] = run["added"] = ""

    for piece in joined:
        if piece.kind == "same":
            flush()
            found.append(piece)
        else:
            run[piece.kind] += piece.text
    flush()
    return found
