"""The schools, one by one: who took part, what they answered, and what is asked of the law.

Consumes: figures, coverage, topics. Returns: `SchoolPage`s and `CoverageRow`s.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from safetytool.bank.model import Domain
from safetytool.report.figures import ADVISOR, ALL, ITEMS, Key
from safetytool.report.material import Material
from safetytool.report.model import (
    Asked,
    Count,
    CoverageRow,
    FigureRow,
    PublishedFigure,
    SchoolPage,
)
from safetytool.report.topics import topics_of
from safetytool.signals.model import Coverage
from safetytool.texts.board import has, quoted, word
from safetytool.texts.quantities import listing, percent

PARTS: Final[tuple[Domain, ...]] = ("perceived_safety", "impairment", "wellbeing", "staff_conduct")
"""What the law asks, and whether staff conduct is asked about."""
LAW: Final = PARTS[:3]


def school_pages(material: Material) -> tuple[SchoolPage, ...]:
    """Return half a page of every school."""
    return tuple(_page(material, school) for school in material.schools)


def _page(material: Material, school: str) -> SchoolPage:
    language = material.language
    sector = material.outcome.sectors.get(school, "")
    spots = [
        material.spot(signal)
        for signal in material.signals
        if signal.detector == "blind_spot" and signal.school == school
    ]
    own = tuple(signal for signal in material.signals if signal.school == school)
    return SchoolPage(
        id=school,
        name=material.name(school),
        sector=word(f"sector.{sector}", language) if has("sector", sector) else "",
        lead=" ".join(_lead(material, school)),
        rows=tuple(_rows(material, school)),
        topics=topics_of(material, school),
        spots=tuple(dict.fromkeys(spots)),
        signals=own if material.private else (),
    )


def _lead(material: Material, school: str) -> Iterator[str]:
    """Say who took part, and what the confidential advisor reported."""
    language = material.language
    there = material.count(material.key("pupil", school), "respondents").words
    invited = material.count(material.key("pupil", school), "invited").words
    rate = material.response("pupil", school)
    if rate is not None:
        yield word("school.took_part", language, count=there, invited=invited, rate=percent(rate, language))
    elif there:
        yield word("school.answered", language, count=there)
    else:
        yield word("school.nobody", language)
    others = {
        kind: material.count(material.key(kind, school), "respondents").words for kind in ("staff", "parent")
    }
    groups = [word(f"school.{kind}", language, count=words) for kind, words in others.items() if words]
    if groups:
        yield word("school.also", language, groups=listing(groups, language))
    reports = material.figures.cell(material.key(ADVISOR, school), "respondents")
    if reports is None:
        yield word("school.advisor_none", language)
    elif words := material.shown(reports).words:
        yield word("school.advisor", language, count=words)


def _rows(material: Material, school: str) -> Iterator[FigureRow]:
    """Return what pupils answered, in the order of reading; staff and parents stand in the workbook."""
    for item in ITEMS["pupil"]:
        key = material.key("pupil", school, item)
        if material.figures.cell(key, "n") is None:
            continue
        yield FigureRow(
            label=quoted("figure.pupil", item, material.language),
            count=material.count(key, "concerns"),
            n=material.count(key, "n"),
            share=material.figures.share(key),
            board=material.figures.share(material.key("pupil", ALL, item)),
        )


# -- coverage -----------------------------------------------------------------------------


def coverage_rows(material: Material) -> tuple[CoverageRow, ...]:
    """Return who took part, and whether what the law asks was asked: all schools, then each."""
    rows = {row.school: row for row in material.outcome.coverage if _of_pupils(row, material.year)}
    schools = material.schools
    parts = [_parts(rows.get(school)) for school in schools]
    whole: dict[str, Asked] = {part: _all([own[part] for own in parts]) for part in PARTS}
    advisors = [_advisor(material, school) for school in schools]
    first = _coverage_row(material, ALL, whole, _all(advisors))
    each = (
        _coverage_row(material, school, own, advisor)
        for school, own, advisor in zip(schools, parts, advisors, strict=True)
    )
    return (first, *each) if len(schools) > 1 else tuple(each)


def _of_pupils(row: Coverage, year: str) -> bool:
    return row.respondent_type == "pupil" and row.school_year == year


def _coverage_row(material: Material, school: str, parts: Mapping[str, Asked], advisor: Asked) -> CoverageRow:
    def answered(kind: str) -> Count:
        """How many answered; said to be none where there is no answer at all."""
        cell = material.figures.cell(material.key(kind, school), "respondents")
        return material.shown(cell) if cell else Count(word("count.none", material.language))

    return CoverageRow(
        school=material.name(school) if school else "",
        pupils=answered("pupil"),
        invited=material.count(material.key("pupil", school), "invited"),
        response=material.response("pupil", school),
        staff=answered("staff"),
        parents=answered("parent"),
        parts=parts,
        advisor=advisor,
    )


def _parts(row: Coverage | None) -> dict[str, Asked]:
    """Return of each part whether the pupils of a school were asked about it."""
    if row is None:
        return dict.fromkeys(PARTS, "unknown")
    return {part: "yes" if part in row.domains else "no" for part in PARTS}


def _all(asked: list[Asked]) -> Asked:
    """Return yes only where it is yes at every school."""
    return "no" if "no" in asked else "unknown" if "unknown" in asked or not asked else "yes"


def _advisor(material: Material, school: str) -> Asked:
    cell = material.figures.cell(material.key(ADVISOR, school), "respondents")
    return "no" if cell is None else "yes"


# -- the workbook -------------------------------------------------------------------------


def published_figures(material: Material) -> tuple[PublishedFigure, ...]:
    """Return every count of the report: of the schools in its year, and of all together in every year."""
    places = [(year, ALL) for year in sorted(material.figures.schools)]
    places += [(material.year, school) for school in material.schools]
    found = []
    for year, school in places:
        for kind, items in ITEMS.items():
            for item in items:
                key = Key(year, kind, school, item)
                if material.figures.cell(key, "n") is None:
                    continue
                found.append(
                    PublishedFigure(
                        school_year=year,
                        school=material.name(school) if school else "",
                        respondents=kind,
                        label=quoted(f"figure.{kind}", item, material.language),
                        count=material.count(key, "concerns"),
                        n=material.count(key, "n"),
                        share=material.figures.share(key),
                    )
                )
    return tuple(found)
