"""Which rows of a sheet are the headers of tables of reports.

Consumes: `Lines`. Returns: the header rows, each with the headings of its columns. A row of headings has no
numbers; it names meanings of columns ('Categorie', 'Aantal'), or what the numbers under it count ('Pesten',
'Leerling', '2023-2024'). A row of a list of cases has such words too, but no numbers under them.
"""

from dataclasses import dataclass, replace
from typing import Final

from safetytool.advisors.counts import read_count, zero_stated
from safetytool.advisors.headings import TELLING, Heading, combine, read_heading
from safetytool.advisors.labels import read_label
from safetytool.advisors.lines import Lines
from safetytool.advisors.people import is_person_text
from safetytool.read.cells import is_number
from safetytool.read.model import Cell
from safetytool.recognise.dates import parse_dates

LOOK_BELOW: Final = 3
"""So many rows under a row of headings say whether it has numbers under it."""
WORD_ROLES: Final = TELLING - {"count"}
TOGETHER: Final = 2
"""A heading alone may be a title; so many stand together."""


@dataclass(frozen=True)
class Header:
    """Header rows (0-based, both ends included) and the heading of every column."""

    first: int
    last: int
    headings: tuple[Heading, ...]


def find_headers(lines: Lines) -> list[Header]:
    """Find the headers of all tables of a sheet, in order."""
    headers: list[Header] = []
    row = 0
    while row < len(lines.rows):
        header = _header_at(lines, row, headers[-1] if headers else None)
        if header is None:
            row += 1
        else:
            headers.append(header)
            row = header.last + 1
    return headers


def _header_at(lines: Lines, row: int, active: Header | None) -> Header | None:
    """Return the header that begins in a row, if one does."""
    if not _may_be_header(lines, row):
        return None
    here = _headings(lines, row)
    inside = active is not None and not lines.is_blank(row - 1)
    if not inside and _names_one(lines, row, here):
        return Header(row, row, here)
    words_of_active = active is not None and _lies_in_word_columns(lines, row, here, active)
    if not words_of_active and not lines.is_blank(row + 1) and _may_be_header(lines, row + 1):
        upper, lower = _spread(lines, row, here), _headings(lines, row + 1)
        if _captions(here, upper, lower) and _has_figures_below(lines, row + 1, lower, active):
            return Header(row, row + 1, tuple(map(combine, upper, lower)))
    if _names_meanings(here) and not (inside and not _is_repeated(here, active) and _may_be_data(here)):
        return Header(row, row, here)
    if words_of_active:
        return None
    figures = [heading for heading in here if heading.is_figures]
    others = [heading for heading in here if heading.is_meaning]
    unknown = [heading for heading in here if heading.text and not heading.role]
    telling = len(figures) >= (1 if others else TOGETHER) and len(unknown) <= len(figures) + len(others)
    if telling and _has_figures_below(lines, row, here, active):
        return Header(row, row, here)
    return None


def _may_be_header(lines: Lines, row: int) -> bool:
    """Whether a row has texts only: neither numbers nor dates, save school years."""
    filled = lines.filled(row)
    return bool(filled) and all(
        isinstance(cell, str)
        and not _is_date(cell)
        and (not is_number(cell) or bool(read_heading(cell).year))
        for _, cell in filled
    )


def _is_date(cell: Cell) -> bool:
    return parse_dates([cell])[cell] is not None


def _headings(lines: Lines, row: int) -> tuple[Heading, ...]:
    # Each heading is an object of its own, so that a caption is known in all columns that it spans.
    return tuple(replace(read_heading(cell)) for cell in lines.rows[row])


def _names_meanings(headings: tuple[Heading, ...]) -> bool:
    """Whether a row names so many meanings of columns that it can be nothing else."""
    filled = [heading for heading in headings if heading.text]
    roles = {heading.role for heading in filled if heading.is_meaning}
    known = [heading for heading in filled if heading.role]
    enough = len(roles) >= TOGETHER and len(known) * 2 >= len(filled)
    return enough and bool(roles & TELLING or {"date", "remark"} <= roles)


def _names_one(lines: Lines, row: int, here: tuple[Heading, ...]) -> bool:
    """Whether a row only says what the words under it are, with a number beside each: 'Melder'."""
    named = [column for column, heading in enumerate(here) if heading.text]
    if (
        len(named) != 1
        or here[named[0]].role not in {"category", "about", "reporter"}
        or lines.is_blank(row + 1)
    ):
        return False
    below = lines.filled(row + 1)
    return len(below) == 2 and below[0][0] == named[0] and is_number(below[1][1])


def _lies_in_word_columns(lines: Lines, row: int, here: tuple[Heading, ...], active: Header) -> bool:
    """Whether words for people and categories stand in such columns of the table above: they are its data.

    Real numbers right under them say that they head a table of their own.
    """
    columns = [
        column
        for column, (heading, above) in enumerate(zip(here, active.headings, strict=True))
        if heading.is_figures and above.role in WORD_ROLES
    ]
    below = [cell for column in columns for cell in _below(lines, row, column)]
    return bool(columns) and not any(is_number(cell) for cell in below)


def _below(lines: Lines, row: int, column: int) -> list[Cell]:
    cells = [lines.rows[r][column] for r in range(row + 1, min(row + 1 + LOOK_BELOW, len(lines.rows)))]
    return [cell for cell in cells if cell is not None]


def _may_be_data(headings: tuple[Heading, ...]) -> bool:
    """Whether a cell of the row is also a word that a row of data may have ('Grensoverschrijdend gedrag')."""
    texts = [heading.text for heading in headings if heading.text]
    return any(not h.role for h in headings if h.text) or any(
        read_label(text).category or is_person_text(text) for text in texts
    )


def _is_repeated(headings: tuple[Heading, ...], active: Header | None) -> bool:
    return active is not None and [h.text for h in headings] == [h.text for h in active.headings]


def _captions(upper: tuple[Heading, ...], spread: tuple[Heading, ...], lower: tuple[Heading, ...]) -> bool:
    """Whether a row is the upper one of two header rows: it names columns, and captions over others.

    Under a caption that names a meaning ('Over wie') stand several headings; one alone is data.
    """
    below = [place for place, heading in enumerate(lower) if heading.text]
    named = [place for place, heading in enumerate(upper) if heading.text]
    if len(named) == 1 and lower[named[0]].is_meaning:
        # One cell over a column that has a name of its own is a title.
        return False
    if not any(h.role for h in upper) or not all(lower[place].role or spread[place].text for place in below):
        return False
    if not any(spread[place].text for place in below):
        return False
    spans = [sum(1 for h in spread if h is spread[place]) for place in below]
    return all(
        not spread[place].is_meaning or not lower[place].is_figures or span > 1
        for place, span in zip(below, spans, strict=True)
    )


def _spread(lines: Lines, row: int, upper: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """Repeat captions over the columns that they span: by merged cells, else up to the next caption."""
    spread = list(upper)
    merges = {m.left: m for m in lines.merges if m.top <= row <= m.bottom and m.right > m.left}
    below = lines.rows[row + 1]
    for column, heading in enumerate(upper):
        if not heading.text:
            continue
        if column in merges:
            for place in range(column + 1, min(merges[column].right + 1, len(upper))):
                spread[place] = heading
        elif below[column] is not None:
            place = column + 1
            while place < len(upper) and not upper[place].text and below[place] is not None:
                # A total behind the last caption is no part of it.
                if read_heading(below[place]).label.total:
                    break
                spread[place] = heading
                place += 1
    return tuple(spread)


def _has_figures_below(lines: Lines, row: int, headings: tuple[Heading, ...], active: Header | None) -> bool:
    """Whether numbers or ticks stand under the headings that name figures, and no words.

    Below an earlier header only digits are numbers: a dash may be a person who is not known.
    """
    columns = [column for column, heading in enumerate(headings) if heading.is_figures]
    if not columns:
        return False
    found = 0
    below = [r for r in range(row + 1, len(lines.rows)) if not lines.is_blank(r)][:LOOK_BELOW]
    for other in below:
        cells = [cell for column in columns if (cell := lines.rows[other][column]) is not None]
        numbers = sum(is_number(cell) if active else _counts(cell) for cell in cells)
        words = sum(_is_other_word(cell) for cell in cells)
        if words:
            return False
        found += numbers
    return found > 0


def _counts(cell: Cell) -> bool:
    """Whether a cell is a number, a dash or a tick, and no sentence that says that there are none."""
    stated = isinstance(cell, str) and zero_stated(cell) is not None
    return not stated and read_count(cell).state in {"number", "tick"}


def _is_other_word(cell: Cell) -> bool:
    """Whether a cell has words that are no number: a heading, a category, a person."""
    if read_count(cell).state != "broken" or not isinstance(cell, str):
        return False
    return bool(read_heading(cell).role) or is_person_text(cell)
