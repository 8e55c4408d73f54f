"""The parts of a file that say something of reports, each with what is known of its surroundings.

Consumes: the cells of a sheet. Returns: tables and texts with their `Setting`.
"""

from dataclasses import dataclass
from typing import TypeAlias

from safetytool.advisors.find_tables import RawTable, find_tables
from safetytool.advisors.lines import Lines
from safetytool.advisors.places import Options, Setting, setting_of_table, setting_of_text


@dataclass(frozen=True)
class TablePiece:
    """A table of reports."""

    raw: RawTable
    setting: Setting
    number: int
    """Its place among the pieces of the file, from 1."""


@dataclass(frozen=True)
class TextPiece:
    """A text that may say something of reports."""

    text: str
    sheet: str
    row: int
    setting: Setting
    other_subject: str = ""
    """Why nothing in it counts: it stands under a heading of another subject."""


Piece: TypeAlias = TablePiece | TextPiece


def pieces_of_lines(lines: Lines, options: Options, before: int) -> list[Piece]:
    """Return the tables of a sheet and the texts that stand outside them."""
    found = find_tables(lines)
    titles = tuple(text for _, text in found.texts)
    pieces: list[Piece] = []
    for table in found.tables:
        nearest = Setting()
        for title in reversed(table.own_titles):
            nearest = nearest.within(setting_of_text(title, options.register))
        setting = nearest.within(setting_of_table(options, lines.sheet, table.titles))
        pieces.append(TablePiece(table, setting, before + len(pieces) + 1))
    whole = setting_of_table(options, lines.sheet, titles)
    pieces.extend(TextPiece(text, lines.sheet, row, whole) for row, text in found.texts)
    return pieces
