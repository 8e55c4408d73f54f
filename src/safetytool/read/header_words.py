"""Rows above or under a table that look like a header and are not one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from safetytool.read.legend import parse_legend
from safetytool.read.model import Cell
from safetytool.read.words import words

_LEGEND = re.compile(r"\s*-?\d+\s*=")
_WITH_YEAR = re.compile(r"(?=.*[^\W\d]).*\b20\d\d\b")
"""Words and a year, as in a title; a year by itself may head a group of columns."""


def is_metadata(cells: Sequence[Cell | None]) -> bool:
    """Whether a row is of the form `School: | De Regenboog | Klas: | 7A`."""
    pairs = 0
    for label, value in pairwise(cells):
        if isinstance(label, str) and label.endswith(":") and value is not None:
            pairs += not (isinstance(value, str) and value.endswith(":"))
    filled = sum(cell is not None for cell in cells)
    return pairs > 0 and 3 * pairs >= filled


def is_metadata_label(cell: Cell | None) -> bool:
    """Whether a cell names something about the whole sheet, such as 'School' or 'Schooljaar:'."""
    return isinstance(cell, str) and (
        cell.endswith(":") or cell.casefold() in words("metadata") or bool(_WITH_YEAR.match(cell))
    )


def is_legend(cells: Sequence[Cell | None]) -> bool:
    """Whether a row explains numbers: `1 = nooit | 2 = soms | 3 = vaak`."""
    filled = [cell for cell in cells if cell is not None]
    return 2 * sum(isinstance(cell, str) and bool(_LEGEND.match(cell)) for cell in filled) >= len(filled) > 0


def are_legends(cells: Sequence[Cell | None]) -> bool:
    """Whether most cells of a row explain a whole scale each: `1 = nooit, 2 = soms`."""
    filled = [cell for cell in cells if cell is not None]
    return 2 * sum(isinstance(cell, str) and parse_legend(cell) is not None for cell in filled) > len(filled)


def is_import_id(cells: Sequence[Cell | None]) -> bool:
    """Whether a row holds the import ids that Qualtrics writes under its header."""
    filled = [cell for cell in cells if cell is not None]
    return 2 * sum(isinstance(cell, str) and cell.startswith('{"ImportId"') for cell in filled) > len(filled)
