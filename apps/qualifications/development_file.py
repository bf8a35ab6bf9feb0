"""What a file must be that says which units develop which capabilities: each error names the path of what is wrong.

Nothing here reads the database. The format is that of data/development.json.
"""

from apps.qualifications.states import Provenance

KEYS = {"about", "provenance", "units"}


def errors_of(data, *, units, capabilities):
    """Every error as "path: what is wrong"; an empty list if the file can be loaded.

    `units`: (suite, unit) of each known unit, by their codes; `capabilities`: published, as "framework/capability".
    """
    if not isinstance(data, dict) or not isinstance(data.get("units"), list):
        return ["file: must be an object with the list “units”"]
    errors = [f"{_cut(key)}: is not known here" for key in data if key not in KEYS]
    if data.get("provenance") not in Provenance.values:
        errors.append(f"provenance: must be one of: {', '.join(Provenance.values)}")
    seen = set()
    for number, row in enumerate(data["units"]):
        errors += [f"units[{number}]{path}: {problem}" for path, problem in _faults(row, seen, units, capabilities)]
    return errors


def _faults(row, seen, units, capabilities):
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("suite", "unit")):
        yield "", "must be an object with the texts “suite” and “unit”"
        return
    unit = (row["suite"], row["unit"])
    if unit not in units:
        yield ".unit", f"“{_cut(' '.join(unit))}” is no unit of the catalogue"
    if unit in seen:
        yield ".unit", f"“{_cut(' '.join(unit))}” is there twice"
    seen.add(unit)
    develops = row.get("develops")
    if not isinstance(develops, list) or not develops:
        yield ".develops", "must be a list of at least one capability"
        return
    for place, name in enumerate(develops):
        if not isinstance(name, str) or name not in capabilities:
            yield f".develops[{place}]", f"“{_cut(name)}” is no capability of a published framework"
        elif name in develops[:place]:
            yield f".develops[{place}]", f"“{_cut(name)}” is there twice"


def _cut(value):
    return str(value)[:100]
