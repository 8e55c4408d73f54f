"""questions.xlsx: one row a question, with room for who, when and what came of it: an action list.

Consumes: meetings of the plan. Returns: the workbook's bytes. Leaves out: rules of care and purposes, which
stand on the sheets that people take along.

The last columns are hidden and have the same names in every language: they tell another program which
question and which signals a row belongs to.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from safetytool.bank.model import Language
from safetytool.documents.choose import has_private, is_private, school_label
from safetytool.documents.house import BLACK, HouseStyle
from safetytool.documents.words import word
from safetytool.questions.model import Meeting
from safetytool.write.office import repacked, set_cell

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

WIDTHS: Final[Mapping[str, float]] = {
    "school": 14, "meeting": 14, "topic": 17, "phase": 12, "question": 36, "note": 24, "tier": 11,
    "owner": 12, "date": 12, "status": 13, "learnt": 28, "evaluation": 12, "signals": 22,
}  # fmt: skip
"""Column -> width in characters, in the order of the sheet. Together they stay readable on a printed page."""
PRINTED: Final = len(WIDTHS) - 1
"""Columns on paper: all but the ids of the signals."""
LINE_POINTS, SPARE_POINTS, FEWEST_LINES = 14.5, 5, 2
"""Height of a row: not every program works it out from the text."""
HIGHEST: Final = 409.0
"""Points that a row can be at most."""
FILLS: Final = 0.9
"""Part of a column's width that words fill on average."""
KEYS: Final = ("question_id", "signal_ids", "meeting_kind", "school_id", "school_year")
"""The hidden columns; signal ids are separated by single spaces."""
STATUSES: Final = ("open", "discussed", "agreed", "done")
DATES: Final = ("date", "evaluation")
DATE_FORMAT: Final[Mapping[Language, str]] = {"nl": "dd-mm-yyyy", "en": "dd/mm/yyyy"}
FIRST_DAY, LAST_DAY = "36526", "73050"
"""1 January 2000 and 31 December 2099, as a spreadsheet counts days."""
HELP: Final = ("one_row", "filter", "fill_in", "status", "names", "hidden")
GREY_FILL: Final = "FFEDEDED"


@dataclass(frozen=True)
class _Row:
    """What is filled in beforehand: the shown values by column, and the keys."""

    shown: Mapping[str, str]
    keys: tuple[str, ...]


def questions_xlsx(
    meetings: Sequence[Meeting],
    *,
    language: Language,
    school_names: Mapping[str, str],
    house: HouseStyle | None = None,
) -> bytes:
    """The workbook; the same meetings give the same bytes. Parameters as for `questions_docx`."""
    from openpyxl import Workbook

    house = house or HouseStyle()
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = list(_rows(meetings, language, school_names, house))
    _add_questions(book, rows, meetings, language, house)
    _add_help(book, meetings, language, house)
    book.properties.creator = ""
    book.properties.title = word("doc.title", language)
    book.properties.language = {"nl": "nl-NL", "en": "en-GB"}[language]
    buffer = io.BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue())


def _rows(
    meetings: Sequence[Meeting], language: Language, school_names: Mapping[str, str], house: HouseStyle
) -> Iterator[_Row]:
    """One row a question, in the order of the meetings."""
    for meeting in meetings:
        mark = f" ({word('doc.private', language)})" if is_private(meeting) else ""
        for topic in meeting.topics:
            for asked in topic.questions:
                shown = {
                    "school": school_label(meeting.school, school_names, language, house.organisation),
                    "meeting": meeting.title + mark,
                    "topic": topic.title,
                    "phase": word(f"phase.{asked.phase}", language),
                    "question": asked.text,
                    "note": asked.note,
                    "tier": word(f"tier.{topic.tier}", language),
                    "signals": "\n".join(asked.signals),
                    "status": word("status.open", language),
                }
                keys = (asked.id, " ".join(asked.signals), meeting.kind, meeting.school or "",
                        meeting.school_year)  # fmt: skip
                yield _Row(shown, keys)


def _add_questions(
    book: "Workbook", rows: Sequence[_Row], meetings: Sequence[Meeting], language: Language, house: HouseStyle
) -> None:
    from openpyxl.styles import Alignment, Border, Font, Protection, Side
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(word("sheet.questions", language))
    wrapped = Alignment(wrap_text=True, vertical="top")
    hairline = Border(bottom=Side("hair", color="FF7F7F7F"))
    font = Font(name=house.font, size=11)
    _head(sheet, language, house)
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(WIDTHS, start=1):
            cell = sheet.cell(number, place)
            cell.font, cell.alignment, cell.border = font, wrapped, hairline
            cell.protection = Protection(locked=False)
            set_cell(cell, row.shown.get(column, ""), DATE_FORMAT[language] if column in DATES else "General")
            if column in DATES:
                cell.number_format = DATE_FORMAT[language]
        for place, key in enumerate(row.keys, start=len(WIDTHS) + 1):
            set_cell(sheet.cell(number, place), key, "@")
        sheet.row_dimensions[number].height = _height(row.shown)
    _add_choices(sheet, language, len(rows))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(WIDTHS))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(PRINTED)}{len(rows) + 1}"
    _set_up_page(sheet, meetings, language)


def _height(shown: Mapping[str, str]) -> float:
    """Height in points that shows every text of a row whole."""
    needed = FEWEST_LINES
    for column, text in shown.items():
        wide = max(1, int(WIDTHS[column] * FILLS))
        needed = max(needed, sum(len(wrap(line, wide)) or 1 for line in text.splitlines()))
    return min(needed * LINE_POINTS + SPARE_POINTS, HIGHEST)


def _head(sheet: "Worksheet", language: Language, house: HouseStyle) -> None:
    """The headings; those of the hidden columns are names for programs."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    font = Font(name=house.font, size=11, bold=True, color=f"FF{house.accent or BLACK}")
    rule = Border(bottom=Side("medium", color=f"FF{house.accent or BLACK}"))
    for place, (column, width) in enumerate(WIDTHS.items(), start=1):
        cell = sheet.cell(1, place, word(f"column.{column}", language))
        cell.font, cell.border = font, rule
        cell.fill = PatternFill("solid", start_color=GREY_FILL)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = width
    for place, key in enumerate(KEYS, start=len(WIDTHS) + 1):
        sheet.cell(1, place, key)
        sheet.column_dimensions[get_column_letter(place)].hidden = True
    sheet.row_dimensions[1].height = 2 * LINE_POINTS + SPARE_POINTS


def _add_choices(sheet: "Worksheet", language: Language, rows: int) -> None:
    """A list to choose the status from, and only dates where a date belongs."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if not rows:
        return
    letters = {column: get_column_letter(place) for place, column in enumerate(WIDTHS, start=1)}
    choices = [word(f"status.{status}", language) for status in STATUSES]
    status = DataValidation("list", formula1='"' + ",".join(choices) + '"', allow_blank=True)
    status.error = word("wrong.status", language, choices=", ".join(choices))
    status.add(f"{letters['status']}2:{letters['status']}{rows + 1}")
    dates = DataValidation(
        "date", operator="between", formula1=FIRST_DAY, formula2=LAST_DAY, allow_blank=True
    )
    dates.error = word("wrong.date", language)
    for column in DATES:
        dates.add(f"{letters[column]}2:{letters[column]}{rows + 1}")
    for validation in (status, dates):
        validation.showErrorMessage = True
        sheet.add_data_validation(validation)


def _add_help(book: "Workbook", meetings: Sequence[Meeting], language: Language, house: HouseStyle) -> None:
    """How the list works, a sentence a row."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(word("sheet.help", language))
    sheet.column_dimensions["A"].width = 90
    title = sheet.cell(1, 1, word("help.title", language))
    title.font = Font(name=house.font, size=14, bold=True, color=f"FF{house.accent}")
    keys = ("private", *HELP) if has_private(meetings) else HELP
    sentences = [word(f"help.{key}", language) for key in keys]
    if not meetings:
        sentences.insert(0, word("doc.none", language))
    for number, sentence in enumerate(sentences, start=3):
        cell = sheet.cell(number, 1, sentence)
        cell.font = Font(name=house.font, size=11)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    _set_up_page(sheet, meetings, language)


def _set_up_page(sheet: "Worksheet", meetings: Sequence[Meeting], language: Language) -> None:
    """Landscape A4, as wide as the page, with the privacy line below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.8
    kind = "private" if has_private(meetings) else "shared"
    sheet.oddFooter.left.text = word(f"privacy.{kind}", language)
    sheet.oddFooter.right.text = "&P / &N"
    sheet.oddFooter.left.size = sheet.oddFooter.right.size = 8
