"""A version of a framework as its pages show it, and what is different in another one. Reading only."""

from dataclasses import dataclass
from functools import lru_cache

from apps.capability.framework_file import errors_of
from apps.capability.models import Capability, ExpectedLevel, Level, Statement
from apps.capability.states import Provenance, VersionStatus
from apps.members.models import Grade, JobFamily

VERSIONS_KEPT = 20  # in the memory of a process


@dataclass(frozen=True)
class Content:
    """What belongs to a version: its levels from the lowest, its capabilities in their order with their statements."""

    levels: tuple[Level, ...]
    capabilities: tuple[Capability, ...]
    statements: dict[int, tuple[Statement, ...]]  # by capability
    expected: tuple[ExpectedLevel, ...]

    def columns_of(self, capability):
        """[(level, its statements)] from the lowest level."""
        rows = self.statements[capability.pk]
        return [(level, [row for row in rows if row.level_id == level.pk]) for level in self.levels]

    def level(self, pk):
        return next((level for level in self.levels if level.pk == pk), None)

    def expected_of(self, capability, member):
        """The level expected of somebody of this grade and job family, or None where the framework says nothing."""
        fits = [
            row
            for row in self.expected
            if (row.grade_id in (None, member.grade_id))
            and (row.job_family_id in (None, member.job_family_id))
            and (row.capability_id in (None, capability.pk))
        ]
        best = max(fits, key=_exactness, default=None)
        return best and self.level(best.level_id)

    @property
    def illustrative(self):
        """The capabilities whose words stand in for what is not known."""
        return [
            row for row in self.capabilities if Provenance.ILLUSTRATIVE in (row.provenance, row.statements_provenance)
        ]


def _exactness(expected):
    return bool(expected.job_family_id), bool(expected.capability_id), bool(expected.grade_id)


def content_of(version):
    """Of a published version it is read once: it never changes."""
    return _read(version.pk) if version.status == VersionStatus.DRAFT else _kept(version.pk)


def _read(pk):
    statements = {}
    for row in Statement.objects.filter(capability__version=pk).order_by("order"):
        statements.setdefault(row.capability_id, []).append(row)
    return Content(
        levels=tuple(Level.objects.filter(version=pk).order_by("order")),
        capabilities=tuple(Capability.objects.filter(version=pk).order_by("order")),
        statements={pk: tuple(rows) for pk, rows in statements.items()},
        expected=tuple(
            ExpectedLevel.objects.filter(version=pk).select_related("level", "grade", "job_family").order_by("pk")
        ),
    )


_kept = lru_cache(maxsize=VERSIONS_KEPT)(_read)


def develops_into(content):
    """[(capability, titles)]: what each develops into, as far as that is published."""
    slugs = {slug for row in content.capabilities for slug in row.develops_into}
    if not slugs:
        return []
    rows = Capability.objects.filter(version__status=VersionStatus.PUBLISHED, slug__in=slugs)
    titles = dict(rows.values_list("slug", "title"))
    found = [(row, [titles[slug] for slug in row.develops_into if slug in titles]) for row in content.capabilities]
    return [(row, words) for row, words in found if words]


# --- Two versions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    what: str
    before: str  # "" where it is new
    after: str  # "" where it is gone


def changes_between(one, other):
    """What is different in the other version, in the order of its page."""
    before, after = _said(one), _said(other)
    order = [*after, *(key for key in before if key not in after)]
    return [Change(key, before.get(key, ""), after.get(key, "")) for key in order if before.get(key) != after.get(key)]


def _said(version):
    """Everything that a version says, as {what: words}."""
    content, said = content_of(version), {}
    said["Title"], said["Note on the wording"] = version.title, version.wording
    said["For grades"], said["Whom it is for"] = ", ".join(version.grades), version.audience_note
    for level in content.levels:
        said[f"Level “{level.slug}”"] = f"{level.order}. {level.title}: {level.definition}"
    for row in content.capabilities:
        said[f"Capability {row.code}"] = f"{row.order}. {row.title}: {row.summary}"
        said[f"Capability {row.code}, in full"] = row.descriptor
        said[f"Capability {row.code}, develops into"] = ", ".join(row.develops_into)
        for level, statements in content.columns_of(row):
            for statement in statements:
                said[f"Statement {statement.code}"] = f"{level.title}: {statement.text}"
    titles = {row.pk: row.title for row in content.capabilities}
    for row in content.expected:
        whom = " ".join(filter(None, [row.role, row.grade and row.grade.name]))
        of = titles.get(row.capability_id, "each capability")
        said[f"Expected of {whom}, {of}"] = content.level(row.level_id).title
    return said


def others_of(versions, version):
    """The other versions of the same framework, the latest first."""
    return versions.filter(framework=version.framework_id).exclude(pk=version.pk).order_by("-loaded_at", "pk")


# --- A file ----------------------------------------------------------------------------------------------------------


def faults_of(data):
    """What is wrong with a framework file, given what the portal knows."""
    slug = data.get("slug") if isinstance(data, dict) else None
    others = Capability.objects.filter(version__status=VersionStatus.PUBLISHED)
    if isinstance(slug, str):
        others = others.exclude(version__framework__slug=slug.replace("\0", ""))
    return errors_of(
        data,
        grades=Grade.objects.exclude(code="").values_list("code", flat=True),
        job_families=JobFamily.objects.values_list("code", flat=True),
        elsewhere=dict(others.values_list("slug", "develops_into")),
    )
