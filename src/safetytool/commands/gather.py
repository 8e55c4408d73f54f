"""All inputs of a run, counted: together where they fit in memory, and large files a school year at a time.

What is counted does not differ. What does: of large files the counts of classes, grades, girls and boys are
only kept while their own year is looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from safetytool.analysis.change import YEARS_BACK, first_year
from safetytool.analysis.model import Finding
from safetytool.bank import load_bank
from safetytool.bank.model import Bank
from safetytool.commands.evidence import joined, without_answers
from safetytool.counting import Counts, count, count_portion, join
from safetytool.counting.spelling import spelled
from safetytool.errors import UsageError
from safetytool.memory import give_back, give_back_at_once
from safetytool.profiles import Profile
from safetytool.progress import Progress, Unseen
from safetytool.read.by_year import LargeFile, open_large
from safetytool.read.model import Cell, Source
from safetytool.recognise import Hints, recognise
from safetytool.recognise.model import SheetMeaning, SourceMeaning
from safetytool.recognise.places import ImpossibleSchoolYearError, parse_school_year
from safetytool.schools import SchoolRegister
from safetytool.tidy import tidy
from safetytool.tidy.model import ASKED, Beside, Evidence
from safetytool.tidy.portions import portions

if TYPE_CHECKING:
    from safetytool.advisors import AdvisorReport

UNIT = ["school", "school_year", "respondent_type"]

Judge = Callable[[Counts], list[Finding]]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Inputs:
    """What a run is given."""

    small: Sequence[tuple[SourceMeaning, bool]]
    """Files that were read, and whether each is history only."""
    large: Sequence[tuple[Path, bool]]
    """Files that are read a school year at a time."""
    bank: Bank
    reports: Sequence["AdvisorReport"] = ()
    profile: Profile | None = None
    hints: Hints = field(default_factory=Hints)
    register: SchoolRegister | None = None
    for_trend: bool = False


@dataclass(frozen=True)
class Gathered:
    """Everything that the inputs say, counted."""

    evidence: Evidence
    """Without respondents where there were large files."""
    counts: Counts
    findings: list[Finding] | None
    """What was found year by year in large files; None where nothing was judged yet."""


@dataclass(frozen=True)
class _Part:
    """The rows of one school year of a large file ('' where no column says it)."""

    year: str
    history: bool
    name: str
    load: Callable[[], SourceMeaning]


def gather(
    inputs: Inputs,
    judge: Judge | None = None,
    progress: Progress = Unseen(),  # noqa: B008 (it has no state)
) -> Gathered:
    """Put all inputs together and count them.

    Parameters
    ----------
    inputs : what the run is given.
    judge : finds what is worth asking about; called once a school year where there are large files.
    progress : told what is being done, and how many rows of large files are done.

    Raises
    ------
    SafetytoolError
        Something in the inputs cannot be, or is given twice.
    """
    if not inputs.large:
        evidence = _tidy(inputs, inputs.small, reports=inputs.reports)
        progress.on_step("counting")
        return Gathered(evidence, count(evidence, inputs.register), None)
    give_back_at_once()
    return _YearByYear(inputs, judge, progress).gathered()


def _tidy(
    inputs: Inputs,
    meanings: Sequence[tuple[SourceMeaning, bool]],
    *,
    reports: Sequence["AdvisorReport"] = (),
    beside: Beside | None = None,
) -> Evidence:
    hints = inputs.hints
    return tidy(
        meanings,
        inputs.bank,
        reports=reports,
        year=hints.year,
        school=hints.school,
        register=inputs.register,
        for_trend=inputs.for_trend,
        beside=beside,
    )


class _YearByYear:
    """One run over large files: what is kept of the years that were counted."""

    def __init__(self, inputs: Inputs, judge: Judge | None, progress: Progress) -> None:
        self.inputs, self.judge, self.progress = inputs, judge, progress
        self.evidence: list[Evidence] = []
        self.resident: list[Counts] = []
        """Counts that are kept whole: of small files, and of large ones without a column of school years."""
        self.schools: list[Counts] = []
        """Of the years so far, the counts of whole schools."""
        self.spelling: dict[str, str] = {}
        self.owners: dict[Key, str] = {}
        """Of what is analysed, the file that has it."""
        self.earlier: dict[Key, str] = {}
        """The same of what is history only."""
        self.findings: list[Finding] = []

    def gathered(self) -> Gathered:
        files = [(open_large(path), history) for path, history in self.inputs.large]
        self._refuse_the_same(files)
        self.progress.start(sum(file.rows for file, _ in files))
        parts = [part for file, history in files for part in self._parts(file, history)]
        parts.sort(key=lambda part: (part.year, part.history))
        if self.inputs.small:
            self._keep(_tidy(self.inputs, self.inputs.small), "another file", self.resident)
        for part in parts:
            if not part.year:
                self.resident += self._counted(part)
        reports = self._reports({part.year for part in parts} - {""})
        years = sorted({part.year for part in parts} | self._years_of(self.resident) | reports[1])
        for year in filter(None, years):
            own = [counts for part in parts if part.year == year for counts in self._counted(part)]
            schools = [_of_schools(counts) for counts in own]
            self._judge(year, own, reports[0])
            self.schools += schools
            if self.judge:
                self.schools = [_recent(counts, year) for counts in self.schools]
        evidence = joined(self.evidence)
        counts = join([*self.resident, *self.schools], reports[0].reports, self.inputs.register)
        return Gathered(evidence, counts, self.findings if self.judge else None)

    def _parts(self, file: LargeFile, history: bool) -> Iterator[_Part]:
        """Yield the school years of a file; none of them is read yet."""
        head = self._understood(file.head())
        sheet = head.sheets[0]
        column = next((meaning.column for meaning in sheet.columns if meaning.role == "school_year"), None)
        if sheet.kind is None or column is None:
            yield _Part("", history, str(file.path), lambda: self._understood(file.whole()))
            return
        for year, source in file.years(column.position, _year).items():

            def load(source: Callable[[], Source] = source) -> SourceMeaning:
                return self._understood(source())

            yield _Part(year, history, str(file.path), load)

    def _understood(self, source: Source) -> SourceMeaning:
        inputs = self.inputs
        return recognise(source, load_bank(), profile=inputs.profile, hints=inputs.hints)

    def _counted(self, part: _Part) -> list[Counts]:
        """Read, understand and count the rows of one year, some schools at a time."""
        self.progress.on_step(f"reading {part.name} {part.year}".rstrip())
        meaning = part.load()
        self.progress.on_step(f"counting {part.name} {part.year}".rstrip())
        found: list[Counts] = []
        analysed = pd.DataFrame(list(self.owners), columns=UNIT) if part.history else None
        for portion in portions(meaning):
            evidence = _tidy(self.inputs, [(portion, part.history)], beside=Beside(analysed=analysed))
            self._keep(evidence, part.name, found)
            self.progress.advance(sum(_rows(sheet) for sheet in portion.sheets))
        for counts in found:
            self._own(counts, part.name)
        return found

    def _keep(self, evidence: Evidence, name: str, counts: list[Counts]) -> None:
        counted = spelled(count_portion(evidence), self.spelling)
        if self.judge:  # how questions were asked is only compared between years in a trend
            counted = replace(counted, asked=pd.DataFrame(columns=ASKED))
        self.evidence.append(without_answers(evidence))
        counts.append(counted)
        if counts is self.resident:
            self._own(counted, name)

    def _own(self, counts: Counts, name: str) -> None:
        """Remember whose schools and years these are.

        Raises
        ------
        UsageError
            Another file has some of them too.
        """
        if counts.units.empty:
            return
        own = counts.units[counts.units["unit_kind"] == "school"]
        for school, year, kind, history in own[[*UNIT, "history"]].drop_duplicates().itertuples(index=False):
            owners = self.earlier if history else self.owners
            other = owners.setdefault((school, year, kind), name)
            if other != name:
                raise UsageError(
                    f"{name} and {other} both have answers of {school}, {year}",
                    do="Files of this size are counted one by one: give each school and year in one file",
                )

    def _reports(self, years: set[str]) -> tuple[Evidence, set[str]]:
        """Put the advisors' reports together, with the school years that they are of."""
        schools = frozenset(self.spelling.values())
        beside = Beside(schools=schools, years=frozenset(years | self._years_of(self.resident)))
        evidence = _tidy(self.inputs, [], reports=self.inputs.reports, beside=beside)
        self.evidence.append(evidence)
        self.resident.append(count_portion(evidence))
        rows = evidence.reports.rows
        return evidence, set(rows.loc[~rows["history"].astype(bool), "school_year"]) if len(rows) else set()

    def _years_of(self, portions_: Sequence[Counts]) -> set[str]:
        found: set[str] = set()
        for counts in portions_:
            if len(counts.units):
                found |= set(counts.units.loc[~counts.units["history"], "school_year"])
        return found

    def _judge(self, year: str, own: list[Counts], reports: Evidence) -> None:
        """Find what is worth asking about in one year, beside the years before it; `own` is used up."""
        before = [_until(counts, year) for counts in [*self.resident, *self.schools]]
        counts = join([*before, *own], reports.reports, self.inputs.register) if self.judge else None
        own.clear()  # so that every class is in memory once
        give_back()
        if self.judge is None or counts is None or not self._is_analysed(counts, year):
            return
        self.progress.on_step(f"looking for signals in {year}")
        self.findings += [finding for finding in self.judge(counts) if finding.school_year == year]
        del counts
        give_back()

    def _is_analysed(self, counts: Counts, year: str) -> bool:
        """Tell whether anything of a year is of an export itself, or an advisor's report."""
        units, reports = counts.units, counts.reports
        own = len(units) > 0 and bool(((units["school_year"] == year) & ~units["history"]).any())
        return own or (reports is not None and bool((reports["school_year"] == year).any()))

    def _refuse_the_same(self, files: Sequence[tuple[LargeFile, bool]]) -> None:
        seen = {meaning.source.sha256: meaning.source.path for meaning, _ in self.inputs.small}
        for file, _ in files:
            if file.sha256 in seen:
                raise UsageError(f"{file.path} and {seen[file.sha256]} are the same file", do="Give it once")
            seen[file.sha256] = str(file.path)


def _year(value: Cell) -> str:
    """Return the school year that a cell says; '' where it says none: that is told when its rows are read."""
    try:
        return parse_school_year(value) or ""
    except ImpossibleSchoolYearError:
        return ""


def _rows(sheet: SheetMeaning) -> int:
    """Return how many rows the table of a sheet has."""
    return len(sheet.sheet.table.rows) if sheet.sheet.table else 0


def _of_schools(counts: Counts) -> Counts:
    """Return counts with what later years need: items of whole schools, and of history no classes."""
    if counts.items.empty:
        return counts
    items, units = counts.items, counts.units
    kept = (units["unit_kind"] == "school") | ~units["history"]
    return replace(
        counts,
        items=items[items["unit_kind"] == "school"].reset_index(drop=True),
        units=units[kept].reset_index(drop=True),
    )


def _recent(counts: Counts, year: str) -> Counts:
    """Return counts without the items of history that no year after this one looks back to."""
    items = counts.items
    oldest = first_year(year) + 1 - YEARS_BACK
    old = (
        [own for own in items["school_year"].unique() if first_year(str(own)) < oldest] if len(items) else []
    )
    if not old:
        return counts
    return replace(counts, items=items[~(items["history"] & items["school_year"].isin(old))])


def _until(counts: Counts, year: str) -> Counts:
    """Return the counts of the years up to this one, those before it as history.

    Of years that no detector looks back to, only who answered is kept.
    """
    if counts.units.empty:
        return counts
    oldest = first_year(year) - YEARS_BACK
    recent = [own for own in counts.items["school_year"].unique() if first_year(str(own)) >= oldest]
    items = counts.items[counts.items["school_year"].isin(recent)]
    return replace(counts, units=_as_history(counts.units, year), items=_as_history(items, year))


def _as_history(frame: pd.DataFrame, year: str) -> pd.DataFrame:
    """Return the rows of a frame up to a school year; those before it as history."""
    own = frame["school_year"].astype(object).to_numpy()
    earlier = frame["history"].to_numpy(bool) | (own < year)
    return frame.assign(history=earlier)[own <= year]
