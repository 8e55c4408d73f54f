"""signals.xlsx: signals, their reasons, coverage and what was not recognised, to filter and print."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safetytool.analysis.model import Detector
from safetytool.bank.model import RESPONDENT_TYPES, Tier
from safetytool.signals.model import Outcome
from safetytool.texts import term
from safetytool.write.labels import heard_key, item_labels, school_label, subject_label, unit_label
from safetytool.write.office import Value, repacked, set_cell
from safetytool.write.unrecognised import unrecognised

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PERCENT, CHANCE, NUMBER, TEXT = "0.0%", "0.0000", "#,##0", "General"
HEADER_FILL, HEADER_INK = "FF17324D", "FFFFFFFF"


@dataclass(frozen=True)
class _Column:
    """One column of a sheet: its heading (a key of ui), width in characters, and number format."""

    key: str
    width: float
    number_format: str = TEXT


SIGNALS = (
    _Column("tier", 13), _Column("school", 24), _Column("school_year", 12), _Column("unit", 14),
    _Column("domain", 20), _Column("signal", 42), _Column("explanation", 70), _Column("count", 9, NUMBER),
    _Column("n", 9, NUMBER), _Column("rate", 10, PERCENT), _Column("expected", 12, PERCENT),
    _Column("interval_low", 11, PERCENT), _Column("interval_high", 11, PERCENT), _Column("caveats", 48),
    _Column("route", 60), _Column("detector", 20), _Column("items", 40), _Column("id", 20),
)  # fmt: skip
REASONS = (
    _Column("id", 20), _Column("school", 24), _Column("school_year", 12), _Column("tier", 13),
    _Column("detector", 22), _Column("unit", 14), _Column("items", 40), _Column("count", 9, NUMBER),
    _Column("n", 9, NUMBER), _Column("rate", 10, PERCENT), _Column("expected", 12, PERCENT),
    _Column("probability", 13, CHANCE), _Column("reason", 70),
)  # fmt: skip
COVERAGE = (
    _Column("school", 28), _Column("school_year", 12), _Column("respondent_type", 14),
    _Column("class", 14), _Column("respondents", 11, NUMBER), _Column("invited", 12, NUMBER),
    _Column("response_rate", 10, PERCENT), _Column("domains_asked", 50), _Column("doubtful", 14, NUMBER),
)  # fmt: skip
ADVISORS = (
    _Column("school", 28), _Column("school_year", 12), _Column("reports", 14, NUMBER),
    _Column("about_staff", 14, NUMBER), _Column("known", 60),
)  # fmt: skip
NOT_RECOGNISED = (
    _Column("file", 30), _Column("sheet", 20), _Column("column", 48), _Column("answer", 30),
    _Column("rows", 11, NUMBER), _Column("why", 60),
)  # fmt: skip


def workbook_bytes(outcome: Outcome) -> bytes:
    """The workbook in the language of the outcome; the same outcome gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    _add_sheet(book, outcome, "signals", SIGNALS, _signal_rows(outcome))
    _add_sheet(book, outcome, "reasons", REASONS, _reason_rows(outcome))
    _add_sheet(book, outcome, "coverage", COVERAGE, _coverage_rows(outcome))
    if outcome.heard:
        _add_sheet(book, outcome, "advisors", ADVISORS, _advisor_rows(outcome))
    _add_sheet(book, outcome, "not_recognised", NOT_RECOGNISED, _not_recognised_rows(outcome))
    book.properties.creator = "safetytool"
    book.properties.title = term("ui.title", outcome.language)
    buffer = io.BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue())


# -- rows ---------------------------------------------------------------------------------


def _signal_rows(outcome: Outcome) -> Iterable[list[Value]]:
    for signal in outcome.signals:
        low, high = signal.interval or (None, None)
        yield [
            _tier(outcome, signal.tier),
            school_label(outcome, signal.school),
            signal.school_year,
            unit_label(outcome, signal.unit),
            subject_label(outcome, signal),
            signal.title,
            signal.explanation,
            signal.count,
            signal.n,
            signal.rate,
            signal.expected,
            low,
            high,
            "\n".join(signal.caveats),
            signal.route,
            _detector(outcome, signal.detector),
            item_labels(outcome, signal.items),
            signal.id,
        ]


def _reason_rows(outcome: Outcome) -> Iterable[list[Value]]:
    for signal in outcome.signals:
        for reason in signal.reasons:
            yield [
                signal.id,
                school_label(outcome, signal.school),
                signal.school_year,
                _tier(outcome, reason.tier),
                _detector(outcome, reason.detector),
                unit_label(outcome, reason.unit),
                item_labels(outcome, reason.items),
                reason.count,
                reason.n,
                reason.rate,
                reason.expected,
                reason.probability,
                reason.text,
            ]


def _coverage_rows(outcome: Outcome) -> Iterable[list[Value]]:
    """One row a school, year and respondent type, and below it its classes."""
    order = {kind: place for place, kind in enumerate(RESPONDENT_TYPES)}
    for row in sorted(outcome.coverage, key=lambda r: (r.school, r.school_year, order[r.respondent_type])):
        start: list[Value] = [
            school_label(outcome, row.school),
            row.school_year,
            term(f"respondents.{row.respondent_type}", outcome.language),
        ]
        domains = ", ".join(term(f"domain.{domain}", outcome.language) for domain in row.domains)
        asked = domains or term("ui.not_asked", outcome.language)
        yield [*start, "", row.respondents, row.invited, row.response_rate, asked, row.doubtful]
        for part in row.classes:
            yield [*start, part.class_name, part.respondents, None, None, "", part.doubtful]


def _advisor_rows(outcome: Outcome) -> Iterable[list[Value]]:
    for row in outcome.heard:
        yield [
            school_label(outcome, row.school),
            row.school_year,
            row.reports,
            row.about_staff,
            term(f"heard.{heard_key(row)}", outcome.language),
        ]


def _not_recognised_rows(outcome: Outcome) -> Iterable[list[Value]]:
    whole = term("ui.whole_column", outcome.language)
    for row in unrecognised(outcome):
        yield [row.file, row.sheet, row.column, row.answer or whole, row.respondents, row.why]


def _tier(outcome: Outcome, tier: Tier) -> str:
    return term(f"tier.{tier}", outcome.language)


def _detector(outcome: Outcome, detector: Detector) -> str:
    return term(f"detector.{detector}", outcome.language)


# -- sheets -------------------------------------------------------------------------------


def _add_sheet(
    book: "Workbook", outcome: Outcome, key: str, columns: Sequence[_Column], rows: Iterable[list[Value]]
) -> None:
    """One sheet with a frozen, filterable header, ready to print."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(term(f"ui.{key}", outcome.language))
    heading = Font(bold=True, color=HEADER_INK)
    fill = PatternFill("solid", start_color=HEADER_FILL)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for place, column in enumerate(columns, start=1):
        cell = sheet.cell(row=1, column=place, value=term(f"ui.{column.key}", outcome.language))
        cell.font, cell.fill, cell.alignment = heading, fill, wrapped
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for number, values in enumerate(rows, start=2):
        for place, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
            cell = sheet.cell(row=number, column=place)
            cell.alignment = wrapped
            set_cell(cell, value, column.number_format)
    _finish(sheet, get_column_letter(len(columns)))


def _finish(sheet: "Worksheet", last_column: str) -> None:
    """Freeze and filter the header, and set the sheet up for paper."""
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last_column}{sheet.max_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&A  &P / &N"
