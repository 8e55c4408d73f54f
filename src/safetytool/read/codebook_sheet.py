"""Reading a codebook sheet: which value of which variable means what, and what was asked.

Known forms: one row a value (variable | question | value | label, the variable once or on every
row), one row a variable with its values in a cell ('1 = nooit; 2 = soms'), and a list of values
and labels without variables, which holds for all questions.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from safetytool.read.cells import is_words
from safetytool.read.grid import Grid
from safetytool.read.legend import parse_legend
from safetytool.read.model import Cell

Labels = dict[int, str]
Cells = Sequence[Cell | None]

MAX_ROWS, MAX_USED_COLUMNS = 5_000, 10
"""A sheet beyond this size is no codebook."""

_NUMBERED = re.compile(r"(?:vraag|question|item|stelling|nr\.?|no\.?)\s*(\d+[a-z]?)")
_LEADING_CODE = re.compile(r"([a-z_]*\d+[a-z]?(?:[._-]\d+[a-z]?)*)\s*[.:)\s–-]+\s*(?=\D)")


@dataclass(frozen=True)
class Codebook:
    """What a codebook says, by `variable_key` of its variables."""

    labels: Mapping[str, Labels] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    shared: Labels = field(default_factory=dict)
    """Values and labels that are said of no variable in particular."""
    conflict: bool = False
    """The same value has two labels and no variable says which is whose; `shared` is empty then."""


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


def parse_codebook(grid: Grid, known: Set[str]) -> Codebook | None:
    """The codebook in a sheet, or None if there is none.

    Parameters
    ----------
    grid
        The sheet.
    known
        The `header_keys` of all columns of the other sheets: what marks a column as that of the variables.
    """
    rows = [grid.row(int(row)) for row in np.flatnonzero(grid.filled.any(axis=1))[: MAX_ROWS + 1]]
    used = [int(column) for column in np.flatnonzero(grid.filled.any(axis=0))]
    if len(rows) > MAX_ROWS or len(used) > MAX_USED_COLUMNS:
        return None
    variables = _variable_column(rows, used, known)
    owners = _owners(rows, variables)
    others = [column for column in used if column != variables]
    labels = _labels_by_row(rows, owners, others)
    spelled = _spelled_labels(rows, owners, others)
    if variables is None:
        return _shared(labels.get("", []) or spelled.get("", []))
    own = {key: dict(pairs) for key, pairs in (labels | spelled).items() if key and pairs}
    questions = _questions(rows, owners, others)
    return Codebook(own, questions) if own or questions else None


def _variable_column(rows: Sequence[Cells], used: Sequence[int], known: Set[str]) -> int | None:
    """The column with the most different names of known columns in it; at least two, or all of them."""
    best, most = None, 0
    for column in used:
        keys = {variable_key(cell) for row in rows if (cell := row[column]) is not None}
        matches = len(keys & known)
        if matches > most and (matches >= 2 or len(keys) <= 2) and matches >= 0.3 * len(keys):
            best, most = column, matches
    return best


def _owners(rows: Sequence[Cells], variables: int | None) -> list[str]:
    """For each row the variable that it speaks of: its own, or the last one named above it."""
    owners, current = [], ""
    for row in rows:
        if variables is not None and (cell := row[variables]) is not None:
            current = variable_key(cell)
        owners.append(current)
    return owners


def _labels_by_row(
    rows: Sequence[Cells], owners: Sequence[str], others: Sequence[int]
) -> dict[str, list[tuple[int, str]]]:
    """Labels where a value and its label stand in two cells of a row."""
    best: dict[str, list[tuple[int, str]]] = {}
    for column in others:
        found: dict[str, list[tuple[int, str]]] = {}
        for row, owner in zip(rows, owners, strict=True):
            label = next((row[right] for right in others if right > column and row[right] is not None), None)
            value = whole_number(row[column])
            if value is not None and isinstance(label, str) and is_words(label):
                found.setdefault(owner, []).append((value, label))
        # A column that only numbers the variables has one number for each of them.
        several = {owner: pairs for owner, pairs in found.items() if len({value for value, _ in pairs}) >= 2}
        if sum(map(len, several.values())) > sum(map(len, best.values())):
            best = several
    return best


def _spelled_labels(
    rows: Sequence[Cells], owners: Sequence[str], others: Sequence[int]
) -> dict[str, list[tuple[int, str]]]:
    """Labels where cells spell them out, one or several to a cell."""
    found: dict[str, list[tuple[int, str]]] = {}
    for row, owner in zip(rows, owners, strict=True):
        for column in others:
            cell = row[column]
            legend = parse_legend(cell, at_least=1) if isinstance(cell, str) else None
            if legend:
                found.setdefault(owner, []).extend(legend.labels.items())
    return {owner: pairs for owner, pairs in found.items() if len({value for value, _ in pairs}) >= 2}


def _questions(rows: Sequence[Cells], owners: Sequence[str], others: Sequence[int]) -> dict[str, str]:
    """The question text of each variable: the longest text with a space on the rows that name it."""
    found: dict[str, str] = {}
    for row, owner in zip(rows, owners, strict=True):
        if not owner or owner in found:
            continue
        texts = [cell for column in others if isinstance(cell := row[column], str) and " " in cell]
        texts = [text for text in texts if parse_legend(text, at_least=1) is None]
        # A short text may just be the label of the first value.
        text = max(texts, key=len, default="")
        if text and (len(text) >= MIN_QUESTION or text.endswith("?")):
            found[owner] = text
    # Questions differ; texts that come back are answers.
    return found if len(set(found.values())) >= MOSTLY_DIFFERENT * len(found) else {}


MOSTLY_DIFFERENT = 0.8
MIN_QUESTION = 15
"""Shorter texts are only taken for a question if they end with a question mark."""


def _shared(pairs: Sequence[tuple[int, str]]) -> Codebook | None:
    labels = dict(pairs)
    if len(labels) < 2:
        return None
    if any(labels[value] != label for value, label in pairs):
        return Codebook(conflict=True)
    return Codebook(shared=labels)


def whole_number(cell: Cell | None) -> int | None:
    """A cell as a whole number; None if it is none."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    return int(cell) if isinstance(cell, str) and re.fullmatch(r"-?\d{1,9}", cell) else None
