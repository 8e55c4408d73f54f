"""Reading a report of confidential advisors: the way in.

Consumes: a file, and what the caller knows of its school and school year. Returns: an `AdvisorReport`.
Steps: the file gives pieces (tables and texts, each with its setting), the pieces give entries, totals are
held against their parts, and of several sides of the same reports one counts.
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import Final

from safetytool.advisors.columns import settle_columns
from safetytool.advisors.document import pieces_of_document
from safetytool.advisors.lines import lines_of
from safetytool.advisors.model import (
    AdvisorReport,
    Disagreement,
    Entry,
    Listed,
    Prose,
    to_frame,
    to_listed,
    to_prose,
)
from safetytool.advisors.notes import Notes
from safetytool.advisors.pieces import Piece, TablePiece, TextPiece, pieces_of_lines
from safetytool.advisors.places import Options, check_year, school_or_fail, year_or_fail
from safetytool.advisors.read_rows import TableReader
from safetytool.advisors.sentences import (
    ANOTHER_SUBJECT,
    ANOTHER_YEAR,
    Sentence,
    read_paragraph,
    sentences_of,
)
from safetytool.advisors.totals import check_totals
from safetytool.advisors.views import settle_sides
from safetytool.codes import About, Category, Reporter
from safetytool.errors import InputError, Place
from safetytool.read.formats import SUFFIXES, find_format
from safetytool.read.on_disk import check_and_hash
from safetytool.read.word import read_word
from safetytool.remarks import find_cues
from safetytool.schools import SchoolRegister

WORD_SUFFIXES: Final = frozenset({".docx", ".docm", ".doc"})
POINTS: Final = "it may point to something serious: read it yourself"
WHY_NOT_READ: Final = {"hidden": "it is hidden", "empty": "it is empty", "chart": "it is a chart"}


def read_report(
    path: str | os.PathLike[str],
    *,
    year: str | None = None,
    school: str | None = None,
    register: SchoolRegister | None = None,
) -> AdvisorReport:
    """Read a report of confidential advisors: a spreadsheet, a text file, or a Word document (.docx).

    Parameters
    ----------
    path : the file.
    year, school : for what the file does not say itself.
    register : writes a school as its id there, and tells the names of schools in titles and sentences.

    Raises
    ------
    InputError
        The file cannot be read; nothing in it is recognised as a report; a number is negative or broken;
        nothing says the school or the school year.
    UsageError
        The file says another school year than `year`.
    """
    file = Path(path)
    digest = check_and_hash(file)
    options = Options(os.fspath(path), file.name, year, school or None, register)
    notes = Notes()
    is_word = file.suffix.lower() in WORD_SUFFIXES
    pieces = (
        pieces_of_document(read_word(file), options) if is_word else _pieces_of_sheets(file, options, notes)
    )
    entries, listed, disagreements, rows_in = _read_tables(pieces, options, notes)
    said, unsaid, pointing = _read_texts(pieces, options, {e.school for e in entries if e.school})
    if not any(isinstance(piece, TablePiece) for piece in pieces) and not said and not (is_word and unsaid):
        raise _nothing_found(options)
    if is_word and not (entries or listed or said or unsaid):
        raise _nothing_found(options)
    parts = {p.number: p.setting.part for p in pieces if isinstance(p, TablePiece)}
    settled, differing, told = settle_sides([*entries, *said], parts)
    for note in told:
        notes.add(note)
    rows_in += len({(e.sheet, e.row) for e in said} | {(line.sheet, line.row) for line in unsaid})
    return AdvisorReport(
        options.path, file.name, digest, to_frame(settled), to_listed([*listed, *unsaid]),
        (*disagreements, *differing), notes.sentences(), to_prose(pointing), rows_in,
        any(isinstance(piece, TablePiece) for piece in pieces),
    )  # fmt: skip


def _pieces_of_sheets(file: Path, options: Options, notes: Notes) -> list[Piece]:
    """Return the tables and texts of all sheets that are read."""
    found = find_format(file)
    if found.read is None:
        raise AssertionError(f"{found.name} has no reader")
    pieces: list[Piece] = []
    for page in found.read(file, file.stem):
        lines = lines_of(page)
        if lines is None:
            notes.add(f"Sheet '{page.name}' was not read: {WHY_NOT_READ.get(page.why, page.why)}.")
            continue
        of_sheet = pieces_of_lines(lines, options, len(pieces))
        if lines.rows and not any(isinstance(piece, TablePiece) for piece in of_sheet):
            notes.add(f"Sheet '{page.name}' has no table of reports; only its sentences were read.")
        pieces.extend(of_sheet)
    return pieces


def _read_tables(
    pieces: list[Piece], options: Options, notes: Notes
) -> tuple[list[Entry], list[Listed], list[Disagreement], int]:
    """Read the rows of every table, and hold its totals against their parts."""
    entries: list[Entry] = []
    listed: list[Listed] = []
    disagreements: list[Disagreement] = []
    rows = 0
    for piece in pieces:
        if not isinstance(piece, TablePiece):
            continue
        columns = settle_columns(piece.raw, options)
        reader = TableReader(piece.raw, columns, piece.number, options, piece.setting, notes)
        reader.read()
        checked, wrong, told = check_totals(reader.entries)
        for note in told:
            notes.add(note)
        entries += checked
        listed += reader.listed
        disagreements += wrong
        rows += len(piece.raw.rows)
        for heading in columns.unused:
            notes.add(f"{piece.raw.sheet}: column '{heading}' was not understood and not used.")
        if columns.is_list_of_cases and not reader.entries and not reader.listed:
            notes.add(f"{piece.raw.sheet}: a table has headings and no rows; that states no zero.")
    return entries, listed, disagreements, rows


def _read_texts(
    pieces: list[Piece], options: Options, schools: set[str]
) -> tuple[list[Entry], list[Listed], list[Prose]]:
    """Read the sentences of all texts: figures, what is left to the reader, and what points to something."""
    said: list[Entry] = []
    unsaid: list[Listed] = []
    pointing: list[Prose] = []
    for piece in pieces:
        if not isinstance(piece, TextPiece):
            continue
        setting = piece.setting
        known_year = setting.school_year or options.year or ""
        read = read_paragraph(piece.text, school=setting.school or options.school or "", year=known_year)
        settled: set[str] = set()
        for sentence in read:
            why = sentence.why or piece.other_subject
            if why:
                unsaid.append(Listed(piece.sheet, piece.row, "", sentence.text, why))
            elif sentence.stated:
                said += _entries_of(sentence, piece, options, schools)
            if sentence.stated or why in (ANOTHER_YEAR, ANOTHER_SUBJECT):
                settled.add(sentence.text)
        rest = " ".join(text for text in sentences_of(piece.text) if text not in settled)
        if find_cues(rest):
            _hear(rest, piece, options, schools, unsaid, pointing)
    return said, unsaid, pointing


def _hear(
    text: str,
    piece: TextPiece,
    options: Options,
    schools: set[str],
    unsaid: list[Listed],
    pointing: list[Prose],
) -> None:
    """Keep a text that points to something: as a remark where its school and year are known, else listed."""
    school = piece.setting.school or options.school or (next(iter(schools)) if len(schools) == 1 else "")
    year = piece.setting.school_year or options.year or ""
    if school and year:
        pointing.append(Prose(options.resolve(school), year, text))
    listed = {line.row for line in unsaid if line.sheet == piece.sheet}
    if piece.row not in listed:
        unsaid.append(Listed(piece.sheet, piece.row, "", text, POINTS))


def _entries_of(sentence: Sentence, piece: TextPiece, options: Options, schools: set[str]) -> list[Entry]:
    """Return the figures of a sentence, at their school and school year."""
    setting = replace(piece.setting, school_year=piece.setting.school_year or sentence.year)
    if not setting.school and not options.school and len(schools) == 1:
        school = next(iter(schools))
    else:
        school = school_or_fail(options, setting, piece.sheet, piece.row)
    year = year_or_fail(options, setting, piece.sheet, piece.row)
    check_year(options, year, piece.sheet, piece.row)
    parts = [stated for stated in sentence.stated if stated.dims]
    together = frozenset().union(*(stated.dims for stated in parts))
    entries = []
    for stated in sentence.stated:
        label = stated.label
        category: Category = label.category or "total"
        about: About = label.about or "any"
        reporter: Reporter = label.reporter or "unknown"
        known = label.category is None or label.plain
        dims = together if stated.dims else frozenset()
        # In one sentence 'een over pesten en een over een leerkracht' are two reports.
        if len(parts) > 1 and stated.dims and about == "any" and "about" in together:
            about = "unknown"
        if len(parts) > 1 and stated.dims and category == "total" and "category" in together:
            category = "other"
        entries.append(
            Entry(
                piece.sheet, piece.row, school, year, category=category, about=about, reporter=reporter,
                category_text="" if known else stated.text, count=stated.number, dims=dims,
            )
        )  # fmt: skip
    return entries


def _nothing_found(options: Options) -> InputError:
    formats = ", ".join([*SUFFIXES, ".docx"])
    return InputError(
        "nothing in it is recognised as a report of confidential advisors: no table with headings like "
        "'Categorie', 'Over wie', 'Melder' or 'Aantal', and no sentence on how many there were",
        do="Give one row a report or a total, with columns for school, school year, reporter, about, "
        f"category and count; where there were none, a row with count 0 (one of {formats})",
        place=Place(options.path),
    )
