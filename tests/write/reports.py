"""Board reports made by hand: one with everything nasty in it, one with nothing to show."""

from dataclasses import replace

import trends

from safetytool.bank.model import Language
from safetytool.report.model import (
    BoardReport,
    Count,
    CoverageRow,
    FigureRow,
    Gathering,
    HeadFigure,
    PublishedFigure,
    SchoolPage,
    Spot,
    Topic,
)

FEW = Count("minder dan 5")
HIDDEN = Count("")
PARTS = {"perceived_safety": "yes", "impairment": "yes", "wellbeing": "no", "staff_conduct": "unknown"}
LONG = "Samenwerkingsschool De Wereldwijde Regenboogvlinderstichtingbasisschool " * 2


def exact(value: int) -> Count:
    return Count(str(value), value)


def school(at: int, name: str) -> SchoolPage:
    rows = (
        FigureRow("voelen zich onveilig op school", exact(12), exact(140), 12 / 140, 0.06),
        FigureRow(name, FEW, exact(138), None, 0.05),
        FigureRow("worden maandelijks of vaker gepest", HIDDEN, HIDDEN, None, None),
    )
    topics = (Topic("ask", "Hoe veilig het voelt", name), Topic("watch", "Wie niet antwoordde", name))
    return SchoolPage(
        f"S{at}",
        name,
        "basisonderwijs",
        "140 van de 150 leerlingen vulden de monitor in.",
        rows,
        topics,
        (name,),
    )


def full(language: Language = "nl") -> BoardReport:
    """A report of five schools, whose names are markup, formulas and very long."""
    names = [*trends.SCHOOLS.values(), LONG]
    coverage = [
        CoverageRow(name, exact(140), exact(150), 140 / 150, HIDDEN, Count("geen"), PARTS, "no")  # type: ignore[arg-type]
        for name in ("", *names)
    ]
    return BoardReport(
        language=language,
        version="board",
        board=trends.MARKUP,
        school_year="2024-2025",
        failures=(f"{trends.TYPST}.xlsx kon niet gelezen worden.",),
        matter="Er is een zaak.",
        acts=(),
        route=(),
        head=(HeadFigure(exact(41), "leerlingen"), HeadFigure(FEW, "leerlingen")),
        now=(trends.TYPST,),
        talks=(Gathering("Pesten", tuple(names * 3), trends.MARKUP), Gathering("Anders", (names[0],), "")),
        unseen=(Spot(trends.TYPST, ()), Spot(trends.MARKUP, tuple(names))),
        schools=tuple(school(at, name) for at, name in enumerate(names)),
        trend=trends.full(language),
        coverage=tuple(coverage),
        spots=(Spot(trends.TYPST, ()), Spot(trends.MARKUP, tuple(names))),
        method=("Zo is het gemaakt.",),
        privacy=("Niets onder 5.",),
        files=(trends.FORMULA,),
        figures=(
            PublishedFigure(
                "2024-2025", "", "pupil", "voelen zich onveilig", exact(41), exact(882), 41 / 882
            ),
            PublishedFigure(
                "2024-2025", trends.FORMULA, "pupil", "voelen zich onveilig", FEW, exact(138), None
            ),
        ),
        rounded=False,
        hidden=3,
        revised=0,
        urgent="act",
        followed=(),
    )


def empty(language: Language = "nl") -> BoardReport:
    """A report of one school without a figure that may be shown, a signal, or a trend."""
    (page,) = full(language).schools[:1]
    page = replace(page, name="De Ark", rows=page.rows[2:], topics=(), spots=())
    return replace(
        full(language), board="", failures=(), matter="", head=(), talks=(), unseen=(), schools=(page,),
        trend=trends.empty(language), coverage=full().coverage[1:2], spots=(), files=(), figures=(),
        urgent=None,
    )  # fmt: skip
