"""The board report as a workbook: page one, conversations, figures, coverage and blind spots, to filter."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from safetytool.report.model import BoardReport, Count
from safetytool.texts import term
from safetytool.texts.board import word
from safetytool.texts.quantities import listing
from safetytool.write.office import Value
from safetytool.write.sheets import NUMBER, PERCENT, Column, add_sheet, new_book, saved

if TYPE_CHECKING:
    from openpyxl import Workbook

FIRST = (Column("subject", 34), Column("text", 100), Column("schools", 60))
TOPICS = (Column("school", 30), Column("tier", 24), Column("topic", 36), Column("text", 100))
FIGURES = (
    Column("school_year", 13), Column("school", 30), Column("respondents", 14), Column("label", 56),
    Column("count", 10, NUMBER), Column("n", 10, NUMBER), Column("share", 11, PERCENT),
    Column("count_words", 20),
)  # fmt: skip
COVERAGE = (
    Column("school", 30), Column("pupils", 14, NUMBER), Column("invited", 14, NUMBER),
    Column("response", 11, PERCENT), Column("perceived_safety", 14), Column("impairment", 14),
    Column("wellbeing", 14), Column("staff_conduct", 14), Column("staff", 12, NUMBER),
    Column("parents", 12, NUMBER), Column("advisor", 18),
)  # fmt: skip
SPOTS = (Column("text", 70), Column("schools", 80))
SIGNALS = (
    Column("school", 30), Column("tier", 24), Column("title", 50), Column("explanation", 90),
    Column("caveats", 60),
)  # fmt: skip
ABOUT = (Column("subject", 30), Column("text", 110))


def board_workbook(report: BoardReport) -> bytes:
    """The workbook in the language of the report; the same report gives the same bytes."""
    book = new_book(word("page.title", report.language))
    _sheet(book, report, "first", FIRST, _first_rows(report))
    _sheet(book, report, "topics", TOPICS, _topic_rows(report))
    _sheet(book, report, "figures", FIGURES, _figure_rows(report))
    _sheet(book, report, "coverage", COVERAGE, _coverage_rows(report))
    _sheet(book, report, "spots", SPOTS, _spot_rows(report))
    if any(page.signals for page in report.schools):
        _sheet(book, report, "signals", SIGNALS, _signal_rows(report))
    _sheet(book, report, "about", ABOUT, _about_rows(report))
    return saved(book)


def _sheet(
    book: "Workbook", report: BoardReport, key: str, columns: Sequence[Column], rows: Iterable[list[Value]]
) -> None:
    headings = [word(f"column.{column.key}", report.language) for column in columns]
    add_sheet(book, word(f"sheet.{key}", report.language), columns, headings, rows)


def _cell(count: Count) -> Value:
    """The number where it is shown, else its words."""
    return count.words if count.exact is None else count.exact


def _first_rows(report: BoardReport) -> Iterable[list[Value]]:
    language = report.language
    now = word("page.now", language)
    for failure in report.failures:
        yield [word("page.not_whole", language), failure, ""]
    if report.matter:
        yield [now, report.matter, ""]
    for act in report.acts:
        yield [now, act, ""]
    for step in report.route:
        yield [word("page.route", language), step, ""]
    for line in report.now:
        yield [now, line, ""]
    for one in report.talks:
        yield [one.subject, one.text, listing(one.schools, language)]
    for spot in report.unseen:
        yield [word("page.unseen", language), spot.text, _where(spot.schools, report)]
    for line in report.followed:
        yield [word("page.followed", language), line, ""]


def _topic_rows(report: BoardReport) -> Iterable[list[Value]]:
    for page in report.schools:
        for topic in page.topics:
            yield [page.name, word(f"when.{topic.tier}", report.language), topic.subject, topic.text]


def _figure_rows(report: BoardReport) -> Iterable[list[Value]]:
    language = report.language
    for one in report.figures:
        yield [
            one.school_year,
            one.school or word("page.all_schools", language),
            term(f"respondents.{one.respondents}", language),
            one.label,
            one.count.exact,
            _cell(one.n),
            one.share,
            one.count.words or word("count.hidden", language),
        ]


def _coverage_rows(report: BoardReport) -> Iterable[list[Value]]:
    language = report.language
    for row in report.coverage:
        yield [
            row.school or word("page.all_schools", language),
            _cell(row.pupils),
            _cell(row.invited),
            row.response,
            *(word(f"asked.{asked}", language) for asked in row.parts.values()),
            _cell(row.staff),
            _cell(row.parents),
            word(f"asked.{row.advisor}", language),
        ]


def _where(schools: tuple[str, ...], report: BoardReport) -> str:
    return listing(schools, report.language) or word("page.at_all", report.language)


def _spot_rows(report: BoardReport) -> Iterable[list[Value]]:
    for spot in report.spots:
        yield [spot.text, _where(spot.schools, report)]


def _signal_rows(report: BoardReport) -> Iterable[list[Value]]:
    for page in report.schools:
        for signal in page.signals:
            when = word(f"when.{signal.tier}", report.language)
            yield [page.name, when, signal.title, signal.explanation, "\n".join(signal.caveats)]


def _about_rows(report: BoardReport) -> Iterable[list[Value]]:
    language = report.language
    if report.version == "working_group":
        yield [word("page.privacy", language), word("page.mark", language)]
    for heading, lines in (
        ("privacy", report.privacy),
        ("method", report.method),
        ("files", report.files),
    ):
        for line in lines:
            yield [word(f"page.{heading}", language), line]
