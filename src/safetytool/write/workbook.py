"""signals.xlsx: signals, their reasons, coverage and what was not recognised, to filter and print."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from safetytool.analysis.model import Detector
from safetytool.bank.model import RESPONDENT_TYPES, Tier
from safetytool.signals.model import Outcome
from safetytool.texts import term
from safetytool.write.labels import heard_key, item_labels, school_label, subject_label, unit_label
from safetytool.write.office import Value
from safetytool.write.sheets import CHANCE, NUMBER, PERCENT, Column, add_sheet, new_book, saved
from safetytool.write.unrecognised import unrecognised

if TYPE_CHECKING:
    from openpyxl import Workbook

SIGNALS = (
    Column("tier", 13), Column("school", 24), Column("school_year", 12), Column("unit", 14),
    Column("domain", 20), Column("signal", 42), Column("explanation", 70), Column("count", 9, NUMBER),
    Column("n", 9, NUMBER), Column("rate", 10, PERCENT), Column("expected", 12, PERCENT),
    Column("interval_low", 11, PERCENT), Column("interval_high", 11, PERCENT), Column("caveats", 48),
    Column("route", 60), Column("detector", 20), Column("items", 40), Column("id", 20),
)  # fmt: skip
REASONS = (
    Column("id", 20), Column("school", 24), Column("school_year", 12), Column("tier", 13),
    Column("detector", 22), Column("unit", 14), Column("items", 40), Column("count", 9, NUMBER),
    Column("n", 9, NUMBER), Column("rate", 10, PERCENT), Column("expected", 12, PERCENT),
    Column("probability", 13, CHANCE), Column("reason", 70),
)  # fmt: skip
COVERAGE = (
    Column("school", 28), Column("school_year", 12), Column("respondent_type", 14),
    Column("class", 14), Column("respondents", 11, NUMBER), Column("invited", 12, NUMBER),
    Column("response_rate", 10, PERCENT), Column("domains_asked", 50), Column("doubtful", 14, NUMBER),
)  # fmt: skip
ADVISORS = (
    Column("school", 28), Column("school_year", 12), Column("reports", 14, NUMBER),
    Column("about_staff", 14, NUMBER), Column("known", 60),
)  # fmt: skip
NOT_RECOGNISED = (
    Column("file", 30), Column("sheet", 20), Column("column", 48), Column("answer", 30),
    Column("rows", 11, NUMBER), Column("why", 60),
)  # fmt: skip


def workbook_bytes(outcome: Outcome) -> bytes:
    """The workbook in the language of the outcome; the same outcome gives the same bytes."""
    book = new_book(term("ui.title", outcome.language))
    _add_sheet(book, outcome, "signals", SIGNALS, _signal_rows(outcome))
    _add_sheet(book, outcome, "reasons", REASONS, _reason_rows(outcome))
    _add_sheet(book, outcome, "coverage", COVERAGE, _coverage_rows(outcome))
    if outcome.heard:
        _add_sheet(book, outcome, "advisors", ADVISORS, _advisor_rows(outcome))
    _add_sheet(book, outcome, "not_recognised", NOT_RECOGNISED, _not_recognised_rows(outcome))
    return saved(book)


def _add_sheet(
    book: "Workbook", outcome: Outcome, key: str, columns: Sequence[Column], rows: Iterable[list[Value]]
) -> None:
    """A sheet with the headings of terms.toml."""
    headings = [term(f"ui.{column.key}", outcome.language) for column in columns]
    add_sheet(book, term(f"ui.{key}", outcome.language), columns, headings, rows)


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
