"""Reading a codebook sheet: which value of which variable means what, and what was asked.

Known forms: one row a value (variable | question | value | label, the variable once or on every
row), a variable with its values below it, one row a variable with its values in one cell
('1 = nooit; 2 = soms') or with a column for each value, and a list of values and labels without
variables, which holds for all questions.

A sheet of answers can look much like it: question | pupil | answer. So numbers are only taken
for values if the heading above them says so, or if the sheet is named as a codebook and nothing
speaks against it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from safetytool.read.cells import is_number, is_words
from safetytool.read.grid import Grid
from safetytool.read.legend import parse_legend
from safetytool.read.model import Cell
from safetytool.read.words import words

Labels = dict[int, str]
Pairs = dict[str, list[tuple[int, str]]]
Cells = Sequence[Cell | None]

MAX_ROWS, MAX_USED_COLUMNS = 5_000, 20
"""A sheet beyond this size is no codebook."""

MOSTLY_DIFFERENT = 0.8
"""Questions differ from each other at least this far; texts that come back are answers."""

MIN_QUESTION = 15
"""Shorter texts are only taken for a question if they end with a question mark."""

_NUMBERED = re.compile(r"(?:vraag|question|item|stelling|nr\.?|no\.?)\s*(\d+[a-z]?)")
_LEADING_CODE = re.compile(r"([a-z_]*\d+[a-z]?(?:[._-]\d+[a-z]?)*)\s*[.:)\s–-]+\s*(?=\D)")


@dataclass(frozen=True)
class Codebook:
    """What a codebook says, by `variable_key` of its variables."""

    labels: Mapping[str, Labels] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    shared: Labels = field(default_factory=dict)
    """Values and labels that are said of no variable in particular."""
    conflicts: tuple[str, ...] = ()
    """Variables of which one value has two labels, as written in keys ('' for `shared`); not used."""
    spoken_for: frozenset[str] = frozenset()
    """Variables to which `shared` does not apply, as another codebook has labels for them."""


@dataclass(frozen=True)
class _Lines:
    """The filled rows of a sheet that may be a codebook."""

    rows: Sequence[Cells]
    variables: int | None
    """The column that names variables."""
    owners: Sequence[str]
    """For each row the variable that it speaks of: its own, or the last one named above it."""
    others: Sequence[int]
    """All filled columns but that of the variables."""
    named_so: bool
    """Whether the sheet is named as a codebook."""


def variable_key(cell: Cell) -> str:
    """A variable name in the form in which names are compared ('Vraag 12' and 12 are the same)."""
    text = str(cell).casefold().strip(" .:;?")
    numbered = _NUMBERED.fullmatch(text)
    return numbered[1] if numbered else text


def header_keys(header: str) -> tuple[str, ...]:
    """All names by which a codebook may call a column: the whole header, its parts, its number."""
    parts = [header, *(header.split(" - ") if " - " in header else ())]
    keys = dict.fromkeys(variable_key(part) for part in parts if part)
    leading = _LEADING_CODE.match(header.casefold())
    if leading:
        keys[variable_key(leading[1])] = None
    return tuple(key for key in keys if key)


def whole_number(cell: Cell | None) -> int | None:
    """A cell as a whole number; None if it is none."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    return int(cell) if isinstance(cell, str) and re.fullmatch(r"-?\d{1,9}", cell) else None


def parse_codebook(grid: Grid, known: frozenset[str], *, named_so: bool) -> Codebook | None:
    """The codebook in a sheet, or None if there is none.

    Parameters
    ----------
    grid
        The sheet.
    known
        The `header_keys` of all columns of the other sheets: what marks a column as that of the variables.
    named_so
        Whether the sheet is named as a codebook, so that less is asked of its form.
    """
    lines = _lines(grid, known, named_so)
    if lines is None or _holds_results(lines):
        return None
    spelled = _spelled_labels(lines)
    if lines.variables is None:
        return _shared(_listed_labels(lines) or spelled.get("", [])) if named_so else None
    pairs = _labels_by_row(lines)
    blocks = _labels_in_blocks(lines) if named_so and not pairs else {}
    if named_so:
        pairs = pairs or blocks or _labels_by_heading(lines)
    pairs |= spelled
    # In blocks the values stand among the variables, and are none.
    questions = {key: text for key, text in _questions(lines).items() if not (blocks and key.isdigit())}
    conflicts = tuple(key for key, found in pairs.items() if _contradicts(found))
    labels = {key: dict(found) for key, found in pairs.items() if key and key not in conflicts}
    return Codebook(labels, questions, {}, conflicts) if pairs or questions else None


def _lines(grid: Grid, known: frozenset[str], named_so: bool) -> _Lines | None:
    rows = [grid.row(int(row)) for row in np.flatnonzero(grid.filled.any(axis=1))[: MAX_ROWS + 1]]
    used = [int(column) for column in np.flatnonzero(grid.filled.any(axis=0))]
    if len(rows) > MAX_ROWS or len(used) > MAX_USED_COLUMNS:
        return None
    variables = _variable_column(rows, used, known)
    owners, current = [], ""
    for row in rows:
        if variables is not None and (cell := row[variables]) is not None:
            current = variable_key(cell)
        owners.append(current)
    return _Lines(rows, variables, owners, [column for column in used if column != variables], named_so)


def _variable_column(rows: Sequence[Cells], used: Sequence[int], known: frozenset[str]) -> int | None:
    """The column with the most different names of known columns in it: two, or one under a heading."""
    best, most = None, 0
    for column in used:
        keys = list(dict.fromkeys(variable_key(cell) for row in rows if (cell := row[column]) is not None))
        # The first may be the heading; 'Nr' above numbers is a column of the data itself.
        headed = keys[0] in known and all(key.isdigit() for key in keys[1:])
        matches = 0 if headed else len(known.intersection(keys))
        enough = matches >= 2 or (len(keys) == 2 and keys[0] not in known)
        if matches > most and enough and matches >= 0.3 * len(keys):
            best, most = column, matches
    return best


def _holds_results(lines: _Lines) -> bool:
    """Whether a column of numbers counts or measures something, as no column of a codebook does."""
    if lines.named_so:
        return False
    for column in lines.others:
        cells = [row[column] for row in lines.rows if row[column] is not None]
        numbers = [cell for cell in cells if is_number(cell)]
        if 2 * len(numbers) <= len(cells) or _is_value_column(lines, column):
            continue
        whole = [whole_number(cell) for cell in numbers]
        steps = [b - a for a, b in pairwise(number for number in whole if number is not None)]
        if None in whole or not set(steps) <= {0, 1}:
            return True
    return False


def _heading(lines: _Lines, column: int) -> str:
    """The cell above the first number in a column, in small letters; '' if there is none.

    A cell that is alone in its row is a title, not a heading.
    """
    above = ""
    for row in lines.rows:
        if whole_number(row[column]) is not None:
            return above
        if row[column] is not None and sum(cell is not None for cell in row) > 1:
            above = str(row[column]).casefold().strip(" .:")
    return ""


def _is_value_column(lines: _Lines, column: int) -> bool:
    """Whether the numbers in a column are values that have labels, rather than pupils or counts."""
    heading = _heading(lines, column)
    if heading in words("value_headings"):
        return True
    return lines.named_so and heading not in words("number_headings")


def _labels_by_row(lines: _Lines) -> Pairs:
    """Labels where a value and its label stand in two cells of a row."""
    best: Pairs = {}
    for column in filter(lambda column: _is_value_column(lines, column), lines.others):
        found: Pairs = {}
        for row, owner in zip(lines.rows, lines.owners, strict=True):
            label = next((row[i] for i in lines.others if i > column and row[i] is not None), None)
            value = whole_number(row[column])
            if value is not None and isinstance(label, str) and is_words(label):
                found.setdefault(owner, []).append((value, label))
        # A column that only numbers the variables has one number for each of them.
        several = _with_several(found)
        if sum(map(len, several.values())) > sum(map(len, best.values())):
            best = several
    return {} if _repeats_labels(best.values()) else best


def _labels_in_blocks(lines: _Lines) -> Pairs:
    """Labels where the values stand below their variable, in the same column."""
    found: Pairs = {}
    current = ""
    for row in lines.rows:
        cell = row[lines.variables] if lines.variables is not None else None
        value = whole_number(cell)
        if value is None:
            current = variable_key(cell) if cell is not None else current
            continue
        label = next((row[column] for column in lines.others if row[column] is not None), None)
        if current and isinstance(label, str) and is_words(label):
            found.setdefault(current, []).append((value, label))
    several = _with_several(found)
    return {} if _repeats_labels(several.values()) else several


def _labels_by_heading(lines: _Lines) -> Pairs:
    """Labels where each value has a column: the value as its heading, the label in the cells."""
    for row, cells in enumerate(lines.rows):
        values = {column: whole_number(cells[column]) for column in lines.others}
        columns = {column: value for column, value in values.items() if value is not None}
        below = [line[column] for line in lines.rows[row + 1 :] for column in columns]
        if len(columns) >= 2 and any(map(is_words, below)) and not any(map(is_number, below)):
            return _with_several(
                {
                    owner: [(value, str(line[column])) for column, value in columns.items() if line[column]]
                    for owner, line in zip(lines.owners[row + 1 :], lines.rows[row + 1 :], strict=True)
                }
            )
    return {}


def _spelled_labels(lines: _Lines) -> Pairs:
    """Labels where cells spell them out, several to a cell, or one to a cell in a list.

    Answers may be written so as well ('3 = soms'). A list is told from them by its order, and by
    standing in a sheet that is named as a codebook; without variables it stands alone.
    """
    whole: Pairs = {}
    listed: Pairs = {}
    for row, owner in zip(lines.rows, lines.owners, strict=True):
        alone = lines.variables is not None or sum(cell is not None for cell in row) == 1
        for cell in (row[column] for column in lines.others):
            legend = parse_legend(cell, at_least=1) if isinstance(cell, str) else None
            if legend and len(legend.labels) > 1:
                whole.setdefault(owner, []).extend(legend.labels.items())
            elif legend and alone and lines.named_so:
                listed.setdefault(owner, []).extend(legend.labels.items())
    in_order = all(a < b for pairs in listed.values() for (a, _), (b, _) in pairwise(pairs))
    return _with_several(whole) or (_with_several(listed) if in_order else {})


def _listed_labels(lines: _Lines) -> list[tuple[int, str]]:
    """Values and labels in the only two columns of a sheet, in either order."""
    if len(lines.others) != 2:
        return []
    for column, beside in (lines.others, lines.others[::-1]):
        found = [
            (value, label)
            for row in lines.rows
            if (value := whole_number(row[column])) is not None and isinstance(label := row[beside], str)
        ]
        if len(found) >= 2 and len(found) >= len(lines.rows) - 2 and _heads_a_list(lines, column, beside):
            return found
    return []


def _heads_a_list(lines: _Lines, column: int, beside: int) -> bool:
    """Whether a list of numbers and texts has headings of values and labels, or none at all."""
    heading = _heading(lines, column)
    other = next((row[beside] for row in lines.rows if row[column] is not None), "")
    return not heading or (heading in words("value_headings") and not str(other).endswith("?"))


def _questions(lines: _Lines) -> dict[str, str]:
    """The question text of each variable: the longest text with a space on the row that names it."""
    found: dict[str, str] = {}
    for row, owner in zip(lines.rows, lines.owners, strict=True):
        if not owner or owner in found:
            continue
        columns = [column for column in lines.others if lines.named_so or _heads_questions(lines, column)]
        texts = [cell for column in columns if isinstance(cell := row[column], str) and " " in cell]
        texts = [text for text in texts if parse_legend(text, at_least=1) is None]
        # A short text may just be the label of the first value.
        text = max(texts, key=len, default="")
        if text and (len(text) >= MIN_QUESTION or text.endswith("?")):
            found[owner] = text
    return found if len(set(found.values())) >= MOSTLY_DIFFERENT * len(found) else {}


def _heads_questions(lines: _Lines, column: int) -> bool:
    """Whether a column holds questions, by its heading or by their question marks."""
    texts = [cell for row in lines.rows if isinstance(cell := row[column], str)]
    asked = sum(text.endswith("?") for text in texts)
    return any(text.casefold() in words("question_headings") for text in texts) or 2 * asked > len(texts)


def _with_several(found: Pairs) -> Pairs:
    return {owner: pairs for owner, pairs in found.items() if len({value for value, _ in pairs}) >= 2}


def _repeats_labels(all_pairs: Iterable[list[tuple[int, str]]]) -> bool:
    """Whether different values often have the same label: then they are pupils who gave an answer."""
    repeated = [len({label.casefold() for _, label in pairs}) < len(dict(pairs)) for pairs in all_pairs]
    return 4 * sum(repeated) > len(repeated)


def _contradicts(pairs: list[tuple[int, str]]) -> bool:
    labels = dict(pairs)
    return any(labels[value].casefold() != label.casefold() for value, label in pairs)


def _shared(pairs: list[tuple[int, str]]) -> Codebook | None:
    if len(dict(pairs)) < 2 or _repeats_labels([pairs]):
        return None
    return Codebook(conflicts=("",)) if _contradicts(pairs) else Codebook(shared=dict(pairs))
