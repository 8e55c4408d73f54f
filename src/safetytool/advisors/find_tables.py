"""The tables of reports in a sheet: headings, rows, and the titles above each.

Consumes: `Lines`. Returns: the tables, and the texts that stand outside them. Forms, with labels in the
first column and what they say beside them, are turned into rows; so are lists of a label and a number
without a header.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from safetytool.advisors.counts import read_count
from safetytool.advisors.find_headers import Header, find_headers
from safetytool.advisors.headings import TELLING, Heading, read_heading
from safetytool.advisors.labels import read_label
from safetytool.advisors.lines import Lines, Row, text_of, titles_of

FORM_LABELS: Final = 3
"""A form has at least so many labels that name different meanings."""
TITLE_CELLS: Final = 2
PAIR_HEADINGS: Final = (Heading("", "category"), Heading("", "count"))


@dataclass(frozen=True)
class RawTable:
    """A table as it lies in its sheet. Row numbers count from 1."""

    sheet: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[int, Row], ...]
    """Number and cells of every row that is not blank."""
    titles: tuple[str, ...]
    """What stands above it, the nearest last."""
    own_titles: tuple[str, ...] = ()
    """Those directly above it, below an earlier table."""


@dataclass(frozen=True)
class SheetTables:
    """What a sheet has."""

    tables: list[RawTable] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    """Row and text of what stands outside the tables."""


def find_tables(lines: Lines) -> SheetTables:
    """Find the tables of a sheet."""
    headers = find_headers(lines)
    if not headers:
        return _without_header(lines)
    found = SheetTables()
    titles_from = [_first_title(lines, header, before) for header, before in _with_previous(headers)]
    common: list[str] = []
    for place, header in enumerate(headers):
        end = titles_from[place + 1] if place + 1 < len(headers) else len(lines.rows)
        above = _texts(lines, titles_from[place], header.first)
        found.texts.extend(above)
        own = [text for _, text in above]
        if place == 0:
            common, own = own, []
        body = [(r + 1, lines.rows[r]) for r in range(header.last + 1, end) if not lines.is_blank(r)]
        found.tables.append(RawTable(lines.sheet, header.headings, tuple(body), (*common, *own), tuple(own)))
    return found


def _with_previous(headers: Sequence[Header]) -> list[tuple[Header, Header | None]]:
    return [(header, headers[place - 1] if place else None) for place, header in enumerate(headers)]


def _first_title(lines: Lines, header: Header, before: Header | None) -> int:
    """Return the first row of the titles above a header: from the top, or from under the table before."""
    if before is None:
        return 0
    row = header.first
    while row - 1 > before.last and lines.is_blank(row - 1):
        row -= 1
    start = row
    while row - 1 > before.last and not lines.is_blank(row - 1) and _is_title(lines, row - 1):
        row -= 1
    # Right under the rows of a table stands what belongs to it, save what names the next one.
    if row - 1 > before.last and not lines.is_blank(row - 1):
        while row < start and not _names_place(lines, row):
            row += 1
    return row


def _is_title(lines: Lines, row: int) -> bool:
    filled = lines.filled(row)
    if len(filled) > TITLE_CELLS:
        return False
    return not (len(filled) == TITLE_CELLS and read_count(filled[1][1]).state == "number")


def _names_place(lines: Lines, row: int) -> bool:
    """Whether a row names a school or a school year for what stands under it."""
    from safetytool.advisors.places import school_in_text, years_of_text

    texts = titles_of([cell for _, cell in lines.filled(row)])
    return any(school_in_text(text) or years_of_text(text) for text in texts)


def _texts(lines: Lines, first: int, end: int) -> list[tuple[int, str]]:
    """Return the texts of some rows, with the row of each."""
    rows = [r for r in range(first, end) if not lines.is_blank(r)]
    return [(r + 1, text) for r in rows for text in titles_of([cell for _, cell in lines.filled(r)])]


def _without_header(lines: Lines) -> SheetTables:
    """Read a sheet without a header: as a form, as a list of labels and numbers, or as texts."""
    filled = [r for r in range(len(lines.rows)) if not lines.is_blank(r)]
    if form := _form(lines, filled):
        return form
    pairs = [r for r in filled if _is_pair(lines, r)]
    others = [r for r in filled if r not in pairs]
    texts = [pair for r in others for pair in _texts(lines, r, r + 1)]
    if not pairs or not any(_names_reports(lines, r) for r in pairs):
        return SheetTables([], [pair for r in filled for pair in _texts(lines, r, r + 1)])
    rows: list[tuple[int, Row]] = [(r + 1, [cell for _, cell in lines.filled(r)]) for r in pairs]
    above = tuple(text for _, text in texts)
    return SheetTables([RawTable(lines.sheet, PAIR_HEADINGS, tuple(rows), above)], texts)


def _is_pair(lines: Lines, row: int) -> bool:
    """Whether a row is a label of reports and how many."""
    filled = lines.filled(row)
    if len(filled) != 2 or not isinstance(filled[0][1], str):
        return False
    label = read_label(filled[0][1].rstrip(": "))
    told = label.category or label.about or label.reporter or label.person or label.total
    counted = read_count(filled[1][1]).state
    return bool(told) and (counted in {"number", "not_reported"} or (label.whole and counted == "broken"))


def _names_reports(lines: Lines, row: int) -> bool:
    label = read_label(text_of(lines.filled(row)[0][1]))
    return bool(label.category or label.total or label.about or label.reporter)


def _form(lines: Lines, filled: list[int]) -> SheetTables | None:
    """Turn a form into rows: a record begins where a label comes again, or each column is one."""
    labelled = [
        (r, read_heading(lines.filled(r)[0][1])) for r in filled if lines.filled(r)[0][0] == _left(lines)
    ]
    known = [(r, h) for r, h in labelled if h.is_meaning or h.role == "ignored"]
    roles = {heading.role for _, heading in known if heading.is_meaning}
    values = {column for r, _ in known for column, _ in lines.filled(r)[1:]}
    if len(roles) < FORM_LABELS or not roles & TELLING or not values:
        return None
    texts = [pair for r in filled if r not in dict(known) for pair in _texts(lines, r, r + 1)]
    headings: list[Heading] = []
    for _, heading in known:
        if heading.text not in {h.text for h in headings}:
            headings.append(heading)
    place = {heading.text: column for column, heading in enumerate(headings)}
    rows: list[tuple[int, Row]] = []
    for column in sorted(values):
        record: Row = [None] * len(headings)
        first = 0
        for r, heading in known:
            at = place[heading.text]
            if record[at] is not None:
                rows.append((first + 1, record))
                record, first = [None] * len(headings), 0
            record[at] = lines.rows[r][column]
            first = first or r
        if any(cell is not None for cell in record):
            rows.append((first + 1, record))
    return SheetTables(
        [RawTable(lines.sheet, tuple(headings), tuple(rows), tuple(t for _, t in texts))], texts
    )


def _left(lines: Lines) -> int:
    return min((lines.filled(r)[0][0] for r in range(len(lines.rows)) if not lines.is_blank(r)), default=0)
