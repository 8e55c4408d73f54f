"""What `analyse` does with the register: look up what was done before, and record what was found now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from safetytool.analysis.follow_up import Past, detect
from safetytool.analysis.model import Finding
from safetytool.counting import Counts
from safetytool.register import Record, Register, Sighting, clock
from safetytool.register.deadline import outside, two_school_weeks
from safetytool.register.loop import Loop, loop
from safetytool.register.matching import grades_in
from safetytool.register.model import REMINDER
from safetytool.signals import Group, Signal, coverage, group_id, groups, signal_id

if TYPE_CHECKING:
    from safetytool.bank.model import Tier

FILE_NAME: Final = "register.sqlite"


@dataclass(frozen=True)
class Memory:
    """The register of one run, and what is known of its classes."""

    path: Path
    past: Past
    classes: Mapping[tuple[str, str, str], tuple[tuple[int, ...], int | None]]
    """School, school year and class -> its grades, and how many classes those have."""
    years: Mapping[str | None, str]
    """School (None: the board) -> its last school year in this run."""
    latest: str | None
    """The last school year of the exports; None where they have none."""


def in_use(register: Path | None, config: Path | None) -> Path | None:
    """Return the register that `analyse` uses: the one given, else the one that stands beside board.toml."""
    if register is not None:
        return register
    beside = config.parent / FILE_NAME if config else None
    return beside if beside and beside.exists() else None


def deadline_of(config: Path | None) -> Callable[[date], date]:
    """Return the end of two school weeks, with the holidays of [agenda] where board.toml has them."""
    from safetytool.agenda import read_agenda
    from safetytool.documents.section import read_section

    if config is None or read_section(config, "agenda") is None:
        return two_school_weeks()
    agenda = read_agenda(config)
    return two_school_weeks(outside([(agenda.start, agenda.end)], agenda.is_holiday))


def look_up(path: Path, counts: Counts, findings: Iterable[Finding], config: Path | None) -> Memory:
    """Read what the register has of the schools of this run.

    Reports of advisors may run ahead of the exports. What they say of school years after these is told, and
    waits to be remembered until that year is analysed: nobody can look back on a year that goes on.
    """
    years: dict[str | None, str] = {}
    covered = [(row.school, row.school_year) for row in coverage(counts)]
    latest = max((year for _, year in covered), default=None)
    told: list[tuple[str | None, str]] = [*covered]
    told += [(f.school, f.school_year) for f in findings if not _is_ahead(f.school_year, latest)]
    for school, year in told:
        years[school] = max(year, years.get(school, year))
        years[None] = max(year, years.get(None, year))
    records: list[Record] = []
    if path.exists():
        with Register.open(path) as register:
            records = register.records(years)
    past = Past(tuple(records), clock.today(), deadline_of(config))
    return Memory(path, past, _classes(counts), years, latest)


def _is_ahead(year: str, latest: str | None) -> bool:
    """Tell whether a school year is after those of the exports."""
    return latest is not None and year > latest


def follow_up(memory: Memory, findings: Sequence[Finding], counts: Counts) -> list[Finding]:
    """Return what is to be followed up of earlier signals, beside the findings of this run."""
    now = [_of_group(group, memory) for group in groups(findings)]
    return detect(memory.past, now, memory.years, counts.bank)


def sightings(signals: Iterable[Signal], followed: Iterable[Finding], memory: Memory) -> tuple[Sighting, ...]:
    """Return the signals of this run as the register keeps them, but those that run ahead of the exports."""
    about: dict[str, set[str]] = {}
    for finding in followed:
        name = str(finding.facts.get("joins") or signal_id(finding))
        earlier = cast("Sequence[str]", finding.evidence["earlier"])
        about.setdefault(name, set()).update(one for one in earlier if one != name)
    return tuple(
        _of_signal(signal, memory, tuple(sorted(about.get(signal.id, ()))))
        for signal in signals
        if not _is_ahead(signal.school_year, memory.latest)
    )


def left_out(signals: Iterable[Signal], seen: Iterable[Sighting]) -> tuple[str, ...]:
    """Say in one line which signals of a run with a register are not recorded; nothing where all are."""
    recorded = {sighting.id for sighting in seen}
    ahead = [signal.school_year for signal in signals if signal.id not in recorded]
    if not ahead:
        return ()
    years, n = " and ".join(sorted(set(ahead))), len(ahead)
    what = "1 signal is" if n == 1 else f"{n} signals are"
    return (
        f"{what} of {years}, after the last school year of the exports: the register takes "
        f"{'it' if n == 1 else 'them'} up when that year is analysed",
    )


def numbers(memory: Memory, seen: Sequence[Sighting]) -> tuple[Loop, ...]:
    """Return the loop in numbers as it is once the signals of this run are recorded."""
    from safetytool.register.model import Entry

    known = {record.id for record in memory.past.records}
    last = max((entry.number for record in memory.past.records for entry in record.entries), default=0)
    fresh = [
        Record(s, (Entry(last + at, s.id, "seen", "", "", clock.now(), ""),))
        for at, s in enumerate((s for s in seen if s.id not in known), start=1)
    ]
    return tuple(loop([*memory.past.records, *fresh], memory.past.deadline))


def _classes(counts: Counts) -> dict[tuple[str, str, str], tuple[tuple[int, ...], int | None]]:
    """Return the grades of every class of pupils, and how many classes of the school share them.

    Classes that took no part count too, where the register of schools has them.
    """
    grades: dict[tuple[str, str], dict[str, tuple[int, ...]]] = {}
    for frame in (counts.invited, counts.units):
        if not len(frame):
            continue
        rows = frame[(frame["unit_kind"] == "class") & (frame["respondent_type"] == "pupil")]
        parents = rows["parent"] if "parent" in rows else rows["unit_name"]
        columns = (rows["school"], rows["school_year"], rows["unit_name"], parents)
        for school, year, name, parent in zip(*(column.astype(str) for column in columns), strict=True):
            grades.setdefault((school, year), {})[name] = grades_in(parent) or grades_in(name)
    return {
        (*key, name): (own, sum(1 for other in beside.values() if set(other) & set(own)) or None)
        for key, beside in grades.items()
        for name, own in beside.items()
    }


def _grades(memory: Memory, of: Finding | Signal) -> tuple[tuple[int, ...], int | None]:
    """Return the grades of a class or grade, and how many classes share them."""
    name = of.unit.name
    if of.unit.kind == "class":
        return memory.classes.get((of.school or "", of.school_year, name), (grades_in(name), None))
    return (grades_in(name), None) if of.unit.kind == "grade" else ((), None)


def _of_group(group: Group, memory: Memory) -> Sighting:
    first = group.first
    sources = tuple(dict.fromkeys(source for finding in group.findings for source in finding.sources))
    return _sighting(first, group_id(group), sources, "", (), memory)


def _of_signal(signal: Signal, memory: Memory, about: tuple[str, ...]) -> Sighting:
    # What it follows up may speak for a signal; what it is by itself is how it was found.
    own = next((r.detector for r in signal.reasons if r.detector != REMINDER), signal.detector)
    found = _sighting(signal, signal.id, signal.sources, signal.title, about, memory)
    return replace(found, detector=own)


def _sighting(
    of: Finding | Signal,
    name: str,
    sources: tuple[str, ...],
    title: str,
    about: tuple[str, ...],
    memory: Memory,
) -> Sighting:
    """Return what the register keeps of a finding or signal."""
    tier: Tier = of.tier
    grades, parallel = _grades(memory, of)
    return Sighting(
        id=name,
        school=of.school,
        school_year=of.school_year,
        unit_kind=of.unit.kind,
        unit_name=of.unit.name,
        grades=grades,
        parallel=parallel,
        detector=of.detector,
        tier=tier,
        domain=of.domain,
        actor=of.actor,
        sources=sources,
        items=of.items,
        count=of.count,
        n=of.n,
        title=title,
        about=about,
    )
