"""The rows of a table of reports: figures, or listed with why they are not understood.

Consumes: a `RawTable` with its `Columns` and its `Setting`. Returns: entries and listed rows; every row of
the table is in one of the two. Leaves out whether totals agree, and which tables show the same reports.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from safetytool.advisors.cells import RowWords, read_words
from safetytool.advisors.columns import Columns, Figure
from safetytool.advisors.counts import Count, is_not_reported, read_count, zero_stated
from safetytool.advisors.find_tables import RawTable
from safetytool.advisors.labels import read_label
from safetytool.advisors.lines import Row, text_of
from safetytool.advisors.model import Entry, Kind, Listed
from safetytool.advisors.notes import Notes
from safetytool.advisors.places import (
    Options,
    Setting,
    check_year,
    school_in_text,
    school_or_fail,
    year_or_fail,
    years_of_text,
)
from safetytool.read.model import Cell

SHOWN: Final = 20
"""A longer cell may be a remark, and is not shown in a message."""
TOLD_APART: Final = frozenset({"category", "about", "reporter", "month"})
NO_NUMBER: Final = "it states neither a number nor zero"
NOT_A_REPORT: Final = "its words are not known as a report, a total or a statement that there are none"


@dataclass
class TableReader:
    """Reads the rows of one table."""

    raw: RawTable
    columns: Columns
    number: int
    options: Options
    setting: Setting
    notes: Notes
    entries: list[Entry] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    school: str = ""
    """The school of the row above, for rows that leave it open."""
    year: str = ""

    def read(self) -> None:
        """Read every row into `entries` or `listed`."""
        for row, cells in self.raw.rows:
            if is_alike_header(self.raw, cells):
                self._list(row, cells, "it repeats the headings")
                continue
            before = len(self.entries)
            why = self._read_row(row, cells)
            if why and len(self.entries) == before:
                self._list(row, cells, why)

    def _list(self, row: int, cells: Row, why: str) -> None:
        filled = [(column, cell) for column, cell in enumerate(cells) if cell is not None]
        text = " | ".join(dict.fromkeys(text_of(cell) for _, cell in filled))
        heading = self.columns.texts[filled[0][0]] if len(filled) == 1 else ""
        self.listed.append(Listed(self.raw.sheet, row, heading, text, why))

    def _read_row(self, row: int, cells: Row) -> str:
        """Add what a row says; return why it is not understood, '' where it is."""
        texts = list(dict.fromkeys(text_of(cell) for cell in cells if cell is not None))
        words = read_words(cells, self.columns, self.options, self.raw.sheet, row)
        if len(texts) == 1 and not self._counts_alone(cells):
            return self._read_single(row, texts[0], words)
        if words.person_alone:
            return "whether this person reported or is reported about is not certain"
        base = self._base(row, words)
        if self.columns.figures:
            return self._read_figures(base, cells, words)
        if words.zero_told is not None and not words.is_total and self._no_number(cells):
            return self._add_zero(base, words.zero_told)
        if self.columns.first("count") is None:
            return self._read_case(base, words)
        return self._read_counted(base, cells, words)

    def _counts_alone(self, cells: Row) -> bool:
        """Whether the only filled cell of a row is a number."""
        column = self.columns.first("count")
        figures = [figure.column for figure in self.columns.figures]
        return any(cells[c] is not None for c in ([] if column is None else [column]) + figures)

    def _no_number(self, cells: Row) -> bool:
        column = self.columns.first("count")
        count = read_count(cells[column]) if column is not None else Count("empty")
        return count.state in {"empty", "not_reported", "no_tick"} or (
            count.number == 0 and count.state == "number"
        )

    def _read_single(self, row: int, text: str, words: RowWords) -> str:
        """Read a row with one text: that there are none, a heading between rows, a bare case, or a note."""
        base = self._base(row, words)
        if (rest := zero_stated(text)) is not None:
            return self._add_zero(base, rest)
        if words.zero_told is not None and not words.date:
            return self._add_zero(base, "")
        if self.columns.is_list_of_cases and (words.category_text or words.date or words.person_named):
            return self._read_case(base, words)
        if (school := words.school or school_in_text(text, self.options.register)) and len(text) <= 80:
            self.school = school
            return f"it names a school, and {NO_NUMBER}"
        if len(years := years_of_text(text)) == 1 and len(text) <= 80:
            self.year = years[0]
            return "it names a school year for the rows under it"
        return NO_NUMBER if read_label(text).category else "it is a note, not a report"

    def _base(self, row: int, words: RowWords) -> Entry:
        """Return what a row says of all its figures, without where and when."""
        if words.school:
            self.school = words.school
        if words.year:
            self.year = words.year
        for about in words.doubts:
            self.notes.add_doubt(self.raw.sheet, row, about)
        self.notes.add_category(self.raw.sheet, row, words.category_text, words.category_label)
        label = words.category_label
        # A label may name people where no column does: 'waarvan over personeel'.
        named = {"about": words.about or label.about, "reporter": words.reporter or label.reporter}
        said = {dim for dim, person in named.items() if person and person != "any"}
        return Entry(
            self.raw.sheet, row, school=words.school or ("" if words.is_total else self.school),
            school_year=words.year or words.year_of_date or ("" if words.is_total else self.year),
            class_name=words.class_name or self.setting.class_name, grade=words.grade or self.setting.grade,
            month=words.month, reporter=words.reporter or label.reporter or "unknown",
            about=words.about or label.about or "any", category=words.category or "total",
            category_text=words.kept_text, remark=words.remark, follow_up=words.follow_up, unit=words.unit,
            sector=words.sector, source_text=words.source_text, table=self.number,
            dims=self.columns.dims | said, sums=frozenset(words.sums),
        )  # fmt: skip

    def _placed(self, entry: Entry) -> Entry | None:
        """Return an entry with its school and school year; None for a total over several years."""
        sums = entry.sums
        of_no_school = "school" not in self.columns.roles and entry.sector != "" and not entry.school
        school, year = entry.school, entry.school_year
        if not of_no_school and not school:
            schools = {e.school for e in self.entries if e.school}
            if "school" in sums and (self.columns.roles.get("school") or len(schools) > 1):
                school = schools.pop() if len(schools) == 1 else ""
            else:
                school = school_or_fail(self.options, self.setting, entry.sheet, entry.row)
        elif school:
            school = self.options.resolve(school)
        if not year:
            years = {e.school_year for e in self.entries}
            if sums and len(years) > 1 and not self.setting.school_year:
                return None
            year = (
                years.pop()
                if sums and len(years) == 1
                else year_or_fail(self.options, self.setting, entry.sheet, entry.row)
            )
        check_year(self.options, year, entry.sheet, entry.row)
        if (
            self.setting.school_year
            and year != self.setting.school_year
            and not self.columns.roles.get("school_year")
        ):
            self.notes.add_other_year(entry.sheet, entry.row)
        month = entry.month
        if len(month) == 2:
            first, second = year.split("-")
            month = f"{first if int(month) >= 8 else second}-{month}"
        return replace(entry, school=school, school_year=year, month=month)

    def _add(self, entry: Entry) -> str:
        placed = self._placed(entry)
        if placed is None:
            return "it is a total over several school years"
        self.entries.append(placed)
        return ""

    def _add_zero(self, base: Entry, rest: str) -> str:
        """Add a stated zero, of what follows 'geen meldingen'."""
        label = read_label(rest)
        if rest and not (label.category or label.about or label.reporter):
            return "it says that there are none, but of what is not certain"
        # That there are none at all says nothing of a category, even if the column is called so.
        about = label.about or (base.about if base.about != "unknown" else "any")
        category = label.category or (base.category if base.category != "other" else "total")
        text = (
            ""
            if zero_stated(base.category_text) is not None or not base.category_text
            else base.category_text
        )
        return self._add(
            replace(base, about=about, category=category, category_text="" if category == "total" else text,
                    count=0, kind="count", sums=frozenset(), reporter=label.reporter or base.reporter)
        )  # fmt: skip

    def _read_case(self, base: Entry, words: RowWords) -> str:
        """Read a row that is one report."""
        if words.is_total:
            return "it is a total without a number"
        if words.not_told and not words.person_named and not words.date:
            return self._add(replace(base, category="total", category_text="", reported=False, kind="count"))
        if words.only_dashes or not (words.category_text or words.person_named or words.date):
            return f"it names no category, person or date, and {NO_NUMBER}"
        return self._add(self._case(base))

    def _read_counted(self, base: Entry, cells: Row, words: RowWords) -> str:
        """Read a row whose number stands in a column of its own."""
        column = self.columns.first("count")
        assert column is not None  # noqa: S101 (the caller has seen it)
        count = self._count(cells[column], base.row, column)
        if count.state == "empty":
            if words.not_told and not words.is_total:
                return self._add(replace(base, category="total", category_text="", reported=False))
            dated = words.date and self._all_dated()
            return self._add(self._case(base)) if dated and not words.is_total else NO_NUMBER
        if count.state == "not_reported" and words.is_total:
            return "it is a total that is not reported"
        if count.state == "not_reported":
            return self._add(replace(base, reported=False, sums=frozenset()))
        if words.only_number and not words.is_total and self._has_labels():
            base = replace(
                base,
                sums=self.columns.dims | {"school"}
                if self.columns.roles.get("school")
                else self.columns.dims,
            )
        if words.category_text and is_not_reported(words.category_text) and count.number == 0:
            base = replace(base, category="total", category_text="")
        kind: Kind = "total" if base.sums else "count"
        if words.date and count.number == 1 and not base.sums:
            return self._add(replace(self._case(base), count=1))
        return self._add(replace(base, count=count.number, kind=kind))

    def _case(self, base: Entry) -> Entry:
        """Return the entry of one report: what it does not say is other, or unknown.

        All reports of a list are told apart alike, whatever each of them leaves open.
        """
        of_figures = frozenset().union(*(figure.dims for figure in self.columns.figures))
        about = "unknown" if base.about == "any" else base.about
        category = "other" if base.category == "total" else base.category
        dims = self.columns.dims | (of_figures & TOLD_APART)
        return replace(
            base, about=about, category=category, count=1, kind="case", sums=frozenset(), dims=dims
        )

    def _has_labels(self) -> bool:
        return bool(self.columns.dims or self.columns.roles.get("school"))

    def _all_dated(self) -> bool:
        """Whether every row of the table has a date: each is a report, whether or not it is counted."""
        column = self.columns.first("date")
        return column is not None and all(cells[column] is not None for _, cells in self.raw.rows)

    def _read_figures(self, base: Entry, cells: Row, words: RowWords) -> str:
        """Read a row with numbers in several columns."""
        told = [
            (figure, self._count(cells[figure.column], base.row, figure.column))
            for figure in self.columns.figures
        ]
        told = [(figure, count) for figure, count in told if count.state != "empty"]
        if not told:
            if words.zero_told is not None:
                return self._add_zero(base, words.zero_told)
            if words.not_told and not words.is_total:
                return self._add(replace(base, category="total", category_text="", reported=False))
            return NO_NUMBER if words.has_labels else NOT_A_REPORT
        if (case := self._ticked(base, told, words)) is not None:
            return self._add(case)
        if all(count.state == "not_reported" for _, count in told) and not words.is_total:
            whole = (
                replace(base, category="total", category_text="")
                if any(not f.dims for f, _ in told)
                else base
            )
            told = [(f, c) for f, c in told if f.dims] if whole is base else []
            if not told:
                return self._add(replace(whole, reported=False, sums=frozenset()))
        why = ""
        for figure, count in told:
            entry = self._of_figure(base, figure)
            if entry is None:
                why = "it is a total over several school years"
                continue
            reported = count.state != "not_reported"
            if not reported and entry.sums:
                why = why or "it is a total that is not reported"
                continue
            kind: Kind = "total" if entry.sums else "count"
            entry = replace(entry, count=count.number, reported=reported, kind=kind)
            why = self._add(entry) or why
        return why

    def _of_figure(self, base: Entry, figure: Figure) -> Entry | None:
        """Return a row's entry under one heading; None for a total over school years."""
        label, heading = figure.heading.label, figure.heading
        parts = frozenset().union(*(other.dims for other in self.columns.figures))
        entry = replace(
            base,
            column=heading.text,
            dims=base.dims | (figure.dims & TOLD_APART),
        )
        if not figure.dims:
            if "year" in parts:
                return None
            return replace(entry, sums=base.sums | parts)
        if label.category:
            known = label.plain or label.about or label.reporter
            text = "" if known and not label.several else heading.text
            self.notes.add_heading(self.raw.sheet, heading.text, label)
            entry = replace(entry, category=label.category, category_text=text)
        return replace(
            entry, about=label.about or entry.about, reporter=label.reporter or entry.reporter,
            school=heading.school or entry.school, school_year=heading.year or entry.school_year,
            month=heading.month or entry.month, sums=entry.sums - figure.dims,
        )  # fmt: skip

    def _ticked(self, base: Entry, told: list[tuple[Figure, Count]], words: RowWords) -> Entry | None:
        """Join the ticks of a row that is one report; None where the row has numbers."""
        marked = [figure for figure, count in told if count.number]
        states = {count.state for _, count in told if count.number}
        one_each = len(marked) == len({figure.dims for figure in marked}) > 1
        if (
            not marked
            or words.is_total
            or not (states == {"tick"} or (one_each and words.date and _all_one(told)))
        ):
            return None
        entry: Entry | None = self._case(base)
        for figure in sorted(marked, key=lambda f: -_place_of(f)):
            entry = self._of_figure(entry, figure) if entry is not None and figure.dims else entry
        if entry is None:
            return None
        if sum(1 for figure in marked if "category" in figure.dims) > 1:
            self.notes.add_several(base.sheet, base.row)
        return replace(
            entry,
            sums=frozenset(),
            kind="case",
            count=1,
            about="unknown" if entry.about == "any" else entry.about,
        )

    def _count(self, cell: Cell | None, row: int, column: int) -> Count:
        """Read a number of reports; one that is broken stops the reading."""
        count = read_count(cell)
        if count.state in {"tick", "no_tick"} and not self.columns.figures:
            count = (
                Count("number", count.number)
                if count.state == "no_tick" or text_of(cell) == "1"
                else Count("broken")
            )
        if count.state == "broken":
            text = text_of(cell)
            shown = f"'{text}'" if len(text) <= SHOWN else "this"
            raise self.options.fail(
                f"{shown} is no number of reports",
                "Give a whole number of 0 or more, 'n.b.' where it is not known, or leave the cell empty",
                self.raw.sheet,
                row,
                self.columns.texts[column] or None,
            )
        return count


def is_alike_header(raw: RawTable, cells: Row) -> bool:
    """Whether a row repeats the headings."""
    return [text_of(cell) for cell in cells] == [heading.text for heading in raw.headings]


def _all_one(told: list[tuple[Figure, Count]]) -> bool:
    return all(count.number <= 1 for _, count in told)


def _place_of(figure: Figure) -> int:
    """Return the place of a figure's category in the order of seriousness: the most serious comes last."""
    from safetytool.advisors.labels import seriousness

    category = figure.heading.label.category
    return seriousness(category) if category else -1
