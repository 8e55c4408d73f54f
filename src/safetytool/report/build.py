"""Put a board report together: page one first.

Consumes: `Material`. Returns: `BoardReport`. Leaves out: how it looks.
"""

from collections.abc import Iterator
from typing import Final

from safetytool.bank.model import TIERS
from safetytool.report.figures import ALL
from safetytool.report.material import Material
from safetytool.report.model import BoardReport, CoverageRow, HeadFigure, Spot
from safetytool.report.places import (
    LAW,
    coverage_rows,
    published_figures,
    school_pages,
)
from safetytool.report.topics import gatherings
from safetytool.report.trends import published_trend
from safetytool.texts import route
from safetytool.texts.board import quoted, word, words
from safetytool.texts.quantities import number, percent

HEAD: Final = ("pupil.feels_safe", "pupil.bullied", "any.staff_conduct")
"""What the report opens with."""
LOW_RESPONSE: Final = 0.8
"""Pupils' response is often 80 to 95 %: below that it is said."""
FOLLOWED: Final = ("opened", "talked", "talked_in_time", "answered", "evaluated", "back")
FIRST: Final = 5
"""Spots on page one; all of them stand under blind spots."""


def board_report(material: Material) -> BoardReport:
    """Return the report in the language of its material."""
    language = material.language
    coverage = coverage_rows(material)
    spots = tuple(_spots(material))
    signals = material.signals
    acts = any(signal.tier == "act" for signal in signals)
    return BoardReport(
        language=language,
        version=material.version,
        board=material.board,
        school_year=material.year,
        failures=tuple(_failures(material)),
        matter=word(f"matter.{material.version}", language) if acts else "",
        acts=tuple(_acts(material)),
        route=tuple(route(language).splitlines()) if acts and material.private else (),
        head=tuple(_head(material)),
        now=tuple(_now(material, coverage)) or (word("now.nothing", language),),
        talks=gatherings(material),
        unseen=(*_as_before(material), *_response(material, coverage), *spots)[:FIRST],
        schools=school_pages(material),
        trend=published_trend(material),
        coverage=coverage,
        spots=spots,
        method=tuple(_method(material)),
        privacy=tuple(_privacy(material)),
        files=tuple(str(one["name"]) for one in material.outcome.inputs) if material.private else (),
        figures=published_figures(material),
        followed=tuple(_followed(material)),
        rounded=not material.private and material.figures.method != "suppress",
        hidden=material.figures.hidden,
        revised=material.figures.revised,
        urgent=min((signal.tier for signal in signals), key=TIERS.index, default=None),
    )


def _failures(material: Material) -> Iterator[str]:
    """Say what could not be read: to a board without what the message quotes from the file."""
    for failure in material.failures:
        if material.private:
            yield word("failure.why", material.language, name=failure.name, why=failure.why)
        else:
            yield word("failure.file", material.language, name=failure.name)


def _acts(material: Material) -> Iterator[str]:
    """Say to a working group what has to be told to the board today, and where."""
    for signal in material.signals:
        if material.private and signal.tier == "act":
            where = (
                material.name(signal.school) if signal.school else word("page.all_schools", material.language)
            )
            yield f"{where}: {signal.title}"


def _head(material: Material) -> Iterator[HeadFigure]:
    """Return the few figures of all schools together that open the report."""
    for item in HEAD:
        key = material.key("pupil", ALL, item)
        count, n = material.count(key, "concerns"), material.count(key, "n")
        if count.words and n.words:
            yield HeadFigure(count, quoted("head", item, material.language, n=n.words))


def _now(material: Material, coverage: tuple[CoverageRow, ...]) -> Iterator[str]:
    """Say what the board itself has to do."""
    language = material.language
    asked = {
        signal.school
        for signal in material.signals
        if signal.tier == "ask" and signal.detector != "blind_spot" and signal.school
    }
    schools = len(material.schools)
    if asked:
        key = _how_many(len(asked), schools)
        yield word(f"now.{key}", language, k=number(len(asked), language), n=number(schools, language))
    absent = material.names(
        school
        for school in material.schools
        if material.figures.cell(material.key("pupil", school), "respondents") is None
    )
    if absent:
        yield word("now.no_monitor", language, schools=material.listed(absent))
    lacking = tuple(
        row.school for row in coverage if row.school and any(row.parts[part] == "no" for part in LAW)
    )
    if schools == 1 and any(coverage[0].parts[part] == "no" for part in LAW):
        lacking = (coverage[0].school,)
    if lacking:
        yield word("now.law", language, schools=material.listed(lacking))


def _followed(material: Material) -> Iterator[str]:
    """Say what became of the signals of the last year, where a register tells."""
    language, last = material.language, material.last_year
    if last is None:
        return
    told = {name: number(getattr(last, name), language) for name in FOLLOWED}
    yield word("followed.signals", language, year=last.school_year, **told)
    if last.opened > last.answered:
        open_ = number(last.opened - last.answered, language)
        yield word("followed.open_one" if open_ == "1" else "followed.open_many", language, n=open_)
    if last.back:
        yield word("followed.back_one" if last.back == 1 else "followed.back_many", language, n=told["back"])


def _how_many(asked: int, schools: int) -> str:
    """Which sentence tells of so many schools out of so many."""
    if schools == 1:
        return "ask_only"
    return "ask_all" if asked == schools else "ask_one" if asked == 1 else "ask_many"


def _as_before(material: Material) -> Iterator[Spot]:
    """Say that figures stand as an earlier report had them."""
    if material.figures.revised:
        n = number(material.figures.revised, material.language)
        yield Spot(word("unseen.as_before", material.language, n=n), ())


def _response(material: Material, coverage: tuple[CoverageRow, ...]) -> Iterator[Spot]:
    """Say where few pupils took part, or nobody can tell."""
    language = material.language
    own = [row for row in coverage if row.school]
    low = tuple(row.school for row in own if row.response is not None and row.response < LOW_RESPONSE)
    if low:
        yield Spot(word("unseen.low_response", language, share=percent(LOW_RESPONSE, language)), low)
    unknown = tuple(row.school for row in own if row.pupils.words and not row.invited.words)
    if unknown:
        everywhere = len(unknown) == len(own)
        yield Spot(word("unseen.no_invited", language), () if everywhere else unknown)


def _spots(material: Material) -> Iterator[Spot]:
    """Return what was never asked, or of whom nothing is known, with the schools, the most schools first."""
    found: dict[str, list[str]] = {}
    for signal in material.signals:
        if signal.detector == "blind_spot":
            everywhere = () if signal.school is None else (signal.school,)
            found.setdefault(material.spot(signal), []).extend(everywhere)
    for title, schools in found.items():
        yield Spot(title, material.names(schools))


def _method(material: Material) -> Iterator[str]:
    yield from (
        word(f"method.{key}", material.language) for key in ("signal", "worrying", "chance", "reports")
    )
    files = len(material.outcome.inputs)
    key = "read_one" if files == 1 else "read_many"
    yield word(f"method.{key}", material.language, n=number(files, material.language))


def _privacy(material: Material) -> Iterator[str]:
    language = material.language
    if material.private:
        yield from words("privacy.working_group", language).values()
        return
    threshold, method = material.figures.threshold, material.figures.method
    yield word("privacy.board.small", language, n=threshold, k=threshold - 1)
    yield word("privacy.board.derived", language)
    if method == "round":
        yield word("privacy.board.rounded", language)
    elif method == "band":
        yield word("privacy.board.banded", language)
    if material.figures.hidden:
        yield word("unseen.hidden", language, n=number(material.figures.hidden, language)) + "."
    yield word("privacy.board.none", language)
    yield word("privacy.board.purpose", language)
