"""What the pages of a board report show: plain data for the templates, words and bars.

Consumes a `BoardReport`. Every figure in it was let through before; nothing is worked out here but lengths.
"""

from typing import Any, Final

from safetytool import __version__
from safetytool.bank.model import Language
from safetytool.report.model import BoardReport, Count, CoverageRow, FigureRow, SchoolPage, Spot, Topic
from safetytool.signals.model import Signal
from safetytool.texts.board import word, words
from safetytool.texts.quantities import listing, number, percent
from safetytool.write.bars import ENDS, ROOM
from safetytool.write.board_look import Look
from safetytool.write.plain import one_line
from safetytool.write.trend_pdf import card_data
from safetytool.write.trend_view import page as trend_page

MOST_NAMED: Final = 6
"""On page one; more schools than these are counted there, and named further on."""


def view(report: BoardReport, look: Look) -> dict[str, Any]:
    """The report as the templates take it."""
    language = report.language
    end = _end(report)
    return {
        "language": language,
        "title": word("page.title", language),
        "for_whom": word(f"page.for_{report.version}", language),
        "mark": word("page.mark", language) if report.version == "working_group" else "",
        "board": one_line(report.board or look.organisation),
        "year": word("page.school_year", language, year=report.school_year),
        "size": _size(report),
        "failures": [one_line(failure) for failure in report.failures],
        "matter": _matter(report),
        "acts": [one_line(one) for one in report.acts],
        "route": list(report.route),
        "head": [{"figure": one.count.words, "text": one.text} for one in report.head],
        "now": [one_line(line) for line in report.now],
        "talks": [
            {"subject": one.subject, "schools": _named(one.schools, language), "text": one.text}
            for one in report.talks
        ],
        "unseen": [_spot(spot, language) for spot in report.unseen],
        "followed": list(report.followed),
        "schools": [_school(school, end, report) for school in report.schools],
        "schools_heading": word("page.school" if len(report.schools) == 1 else "page.schools", language),
        "schools_lead": _schools_lead(report, end),
        "legend": _legend(report),
        "no": word("asked.no", language),
        "one_school": len(report.schools) == 1,
        "trends": _trends(report),
        "trends_lead": _trends_lead(report),
        "trends_none": _why_no_trends(report),
        "coverage": [_coverage(row, language) for row in report.coverage],
        "spots": [_spot(spot, language, whole=True) for spot in report.spots],
        "method": list(report.method),
        "privacy": list(report.privacy),
        "files": [one_line(name) for name in report.files],
        "ui": words("page", language),
        "column": words("column", language),
        "colour": look.colour,
        "logo": look.logo_name,
        "organisation": one_line(look.organisation or report.board),
        "version": __version__,
        "not_shown": "",
    }


def _size(report: BoardReport) -> str:
    n = len(report.schools)
    key = "schools_one" if n == 1 else "schools_many"
    return word(f"page.{key}", report.language, n=number(n, report.language))


def _matter(report: BoardReport) -> dict[str, str]:
    """The sentence about an `act`, and what to do; empty texts without one."""
    board = bool(report.matter) and report.version == "board"
    return {
        "text": report.matter,
        "then": word("matter.board_do", report.language) if board else "",
    }


def _named(schools: tuple[str, ...], language: Language) -> str:
    names = [one_line(school) for school in schools]
    if len(names) <= MOST_NAMED + 1:
        return listing(names, language)
    rest = number(len(names) - MOST_NAMED, language)
    return word("page.more_schools", language, schools=", ".join(names[:MOST_NAMED]), n=rest)


def _spot(spot: Spot, language: Language, *, whole: bool = False) -> dict[str, str]:
    names = [one_line(school) for school in spot.schools]
    where = listing(names, language) if whole else _named(spot.schools, language)
    return {"text": one_line(spot.text), "schools": where or word("page.at_all", language)}


def _schools_lead(report: BoardReport, end: float) -> str:
    """How to read the tables and bars of the schools."""
    language = report.language
    rows = [row for page in report.schools for row in page.rows]
    told = [word("page.schools_lead", language)] if rows else []
    if any(row.share is not None for row in rows):
        if len(report.schools) > 1:
            told.append(word("page.bars", language))
        told.append(word("page.scale_text", language, scale=percent(end, language)))
    return " ".join(told)


def _legend(report: BoardReport) -> str:
    """What a dash stands for, where there is one."""
    counts = [count for page in report.schools for row in page.rows for count in (row.count, row.n)]
    return "" if all(count.words for count in counts) else word("page.legend", report.language)


def _trends_lead(report: BoardReport) -> str:
    key = "trends_lead_one" if len(report.schools) == 1 else "trends_lead"
    return word(f"page.{key}", report.language)


def _end(report: BoardReport) -> float:
    """Where the bars of all schools end: one scale, so that pages may be laid side by side."""
    shares = [share for page in report.schools for row in page.rows for share in (row.share, row.board)]
    highest = max((share for share in shares if share is not None), default=0.0)
    return next((end for end in ENDS if highest * ROOM <= end), ENDS[-1])


def shown(count: Count, language: Language) -> str:
    """A count as a table has it: with a dash where nothing may be said."""
    return count.words or word("count.hidden", language)


def _school(page: SchoolPage, end: float, report: BoardReport) -> dict[str, Any]:
    language = report.language
    return {
        "id": page.id,
        "name": one_line(page.name),
        "sector": page.sector,
        "lead": page.lead,
        "rows": [_row(row, end, language, alone=len(report.schools) == 1) for row in page.rows],
        "topics": [_topic(topic) for topic in page.topics if topic.tier != "watch"],
        "watch": [_topic(topic) for topic in page.topics if topic.tier == "watch"],
        "spots": [one_line(spot) for spot in page.spots],
        "signals": [_signal(signal, language) for signal in page.signals if signal.detector != "blind_spot"],
    }


def _topic(topic: Topic) -> dict[str, str]:
    return {"subject": topic.subject, "text": one_line(topic.text)}


def _signal(signal: Signal, language: Language) -> dict[str, Any]:
    return {
        "tier": signal.tier,
        "when": word(f"when.{signal.tier}", language),
        "title": one_line(signal.title),
        "text": [one_line(line) for line in signal.explanation.splitlines()],
        "caveats": [one_line(caveat) for caveat in signal.caveats],
    }


def _row(row: FigureRow, end: float, language: Language, *, alone: bool) -> dict[str, Any]:
    board = None if alone else row.board
    return {
        "label": row.label,
        "count": shown(row.count, language),
        "n": shown(row.n, language),
        "share": "" if row.share is None else percent(row.share, language),
        "board": "" if board is None else percent(board, language),
        "filled": None if row.share is None else round(min(row.share / end, 1.0), 3),
        "line": None if board is None or row.share is None else round(min(board / end, 1.0), 3),
    }


def _trends(report: BoardReport) -> list[dict[str, Any]]:
    if not report.trend.series:
        return []
    return [
        {"heading": theme.heading, "cards": [card_data(card) for card in theme.cards]}
        for theme in trend_page(report.trend).themes
    ]


def _why_no_trends(report: BoardReport) -> str:
    key = "trends_rounded" if report.rounded else "trends_none"
    return word(f"page.{key}", report.language)


def _coverage(row: CoverageRow, language: Language) -> dict[str, Any]:
    response = percent(row.response, language) if row.response is not None else ""
    return {
        "school": one_line(row.school) or word("page.all_schools", language),
        "whole": not row.school,
        "pupils": shown(row.pupils, language),
        "invited": shown(row.invited, language),
        "response": response or word("count.hidden", language),
        "parts": [word(f"asked.{asked}", language) for asked in row.parts.values()],
        "staff": shown(row.staff, language),
        "parents": shown(row.parents, language),
        "advisor": word(f"asked.{row.advisor}", language),
    }
