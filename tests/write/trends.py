"""Trends made by hand: a board with everything nasty in it, one school, one year, and a very large one."""

from dataclasses import replace
from random import Random

from safetytool.bank.model import Language
from safetytool.trend.model import (
    Break,
    ControlLimits,
    Estimate,
    Point,
    SaidFinding,
    Series,
    ToldSeries,
    TrendFinding,
    TrendOutcome,
)  # fmt: skip

MARKUP = '<b>&#"Vlinder</b>'
TYPST = "*School* #[x] $y$ `z` @ref = <tag>"
FORMULA = '=HYPERLINK("http://example.org","klik")'
SCHOOLS = {"01AA00": "De Regenboog", "02BB00": MARKUP, "03CC00": TYPST, "04DD00": FORMULA}
YEARS = ("2019-2020", "2020-2021", "2021-2022", "2022-2023", "2023-2024")
STAFF, PUPILS, REPORTS, PUBLISHED = (
    "Gedrag van personeel", "Aantasting van de veiligheid", "Meldingen bij de vertrouwenspersoon",
    "Gepubliceerde cijfers",
)  # fmt: skip
AFRAID = "bang voor een leraar of andere volwassene op school"
BULLIED = "gepest door andere leerlingen"
RISE = "Steeg van 2 van de 60 naar 9 van de 58 leerlingen; de kans dat het werkelijk stijgt is 99 op 100."
SPECIAL = "In 2022-2023 lag het cijfer buiten de gewone schommeling."
NO_CHANGE = (
    "Geen verandering die deze cijfers laten zien; minder dan ongeveer 4 procentpunt blijft onzichtbaar."
)
WORDING = "De vraag luidde tot en met 2019-2020 anders: ‘ben je bang’ werd ‘ben je weleens bang’."
RESPONSE = "De respons ging van 90% naar 40%."
CAVEAT = "Meer meldingen kunnen ook betekenen dat mensen meer durven te vertellen."


def point(year: str, count: int, n: int | None, **values: object) -> Point:
    """A point with a rate and a plain interval around it."""
    rate = count / n if n else None
    half = 1.96 * (max(rate * (1 - rate), 0.002) / n) ** 0.5 if rate is not None and n else 0.0
    interval = (
        (max(0.0, rate - half), min(1.0, rate + half))
        if rate is not None
        else (max(0.0, count - 2 * count**0.5 - 1), count + 2 * count**0.5 + 2)
    )
    made = Point(school_year=year, count=count, n=n, rate=rate, interval=interval)
    return replace(made, **values)  # type: ignore[arg-type]


def told(
    scope: str,
    school: str,
    points: tuple[Point, ...],
    *,
    said: tuple[SaidFinding, ...] = (),
    **values: object,
) -> ToldSeries:
    """A series with its words; `values` replaces what is usual of the series or its words."""
    words = {name: values.pop(name) for name in ("label", "place", "theme", "message") if name in values}
    breaks = values.pop("breaks", ())
    assert isinstance(breaks, tuple)
    fields: dict[str, object] = {
        "scope": scope, "school": school, "respondent_type": "pupil", "item": "pupil.afraid_of_staff",
        "category": "", "about": "", "domain": "staff_conduct", "sector": "", "points": points,
        "breaks": tuple(one for one, _ in breaks),
        "comparable": ((points[0].school_year, points[-1].school_year),) if points else (),
        "findings": tuple(TrendFinding(one.kind, {"years": len(points)}, ()) for one in said),
    } | values  # fmt: skip
    place = SCHOOLS.get(school, "alle scholen samen")
    return ToldSeries(
        series=Series(**fields),  # type: ignore[arg-type]
        label=str(words.get("label", AFRAID)),
        place=str(words.get("place", place)),
        theme=str(words.get("theme", STAFF)),
        said=said,
        breaks=tuple(text for _, text in breaks),
        message=str(words.get("message", f"{place}: {words.get('label', AFRAID)}.")),
    )


def finding(kind: str, text: str, short: str, *caveats: str) -> SaidFinding:
    """A finding in words."""
    return SaidFinding(kind, text, caveats, short)


def points(counts: tuple[int, ...], n: int | None, years: tuple[str, ...] = YEARS) -> tuple[Point, ...]:
    """One point a year."""
    return tuple(point(year, count, n) for year, count in zip(years, counts, strict=True))


def full(language: Language = "nl") -> TrendOutcome:
    """Four schools, five years: breaks, special causes, reports, published figures and odd names."""
    series = (*_staff(), *_bullied(), *_reports(), *_published())
    return TrendOutcome(
        language=language,
        years=YEARS,
        schools=SCHOOLS,
        series=series,
        lead=((2, 0), (4, 0), (0, 0)),
        judged=412,
        stated_error=0.02,
        inputs=({"name": "monitor 2023-2024 <b>.xlsx", "sha256": "0" * 64, "rows": 900},),
        settings={"stated_error": 0.02},
        notes=("Read & understood <all> of it.",),
    )


def _staff() -> tuple[ToldSeries, ...]:
    wording = (
        Break("2019-2020", "2020-2021", "wording", {"before": "ben je bang", "after": "weleens"}),
        WORDING,
    )
    after = (("2019-2020", "2019-2020"), ("2020-2021", "2023-2024"))
    estimate = Estimate(
        first="2020-2021", last="2023-2024", years=4, probability_rise=0.8123456789, change=0.0123456789,
        change_interval=(-0.01, 0.034), line=tuple((year, 0.07) for year in YEARS[1:]), detectable=0.04,
    )  # fmt: skip
    special = list(points((3, 2, 3, 11, 4), 60))
    special[3] = replace(special[3], point_type="special_cause_higher", rules=("beyond_limits",))
    limits = ControlLimits("p_prime", 0.05, (0.0,) * 4, (0.14,) * 4, YEARS[1:])
    usual = finding("no_change", NO_CHANGE, "geen verandering te zien", "Klassen wisselen.")
    response = (Break("2021-2022", "2022-2023", "response", {"before": 0.9, "after": 0.4}), RESPONSE)
    outlier = finding("special_cause_higher", SPECIAL, "uitschieter")
    return (
        told("board_same", "", points((14, 11, 13, 12, 9), 210), said=(usual,), breaks=(wording,),
             comparable=after, estimate=estimate, message="Dezelfde scholen: 14 van 210 in 2019-2020."),
        told("board_all", "", points((16, 13, 19, 14, 12), 260), breaks=(wording,), comparable=after),
        told("school", "02BB00", points((2, 2, 5, 7, 9), 58), said=(finding("rise", RISE, "stijgt", CAVEAT),),
             breaks=(wording,), comparable=after),
        told("school", "01AA00", points((3, 2, 1, 3, 2), 50), said=(usual,), breaks=(wording, response),
             comparable=after),
        told("school", "03CC00", tuple(special), said=(outlier,), breaks=(wording,),
             comparable=after, limits=limits),
        told("school", "04DD00", points((4, 0, 0), 42, (YEARS[0], YEARS[1], YEARS[4])), breaks=(
            (Break("2020-2021", "2023-2024", "gap"), "In twee jaren is er niets gevraagd."),)),
    )  # fmt: skip


def _bullied() -> tuple[ToldSeries, ...]:
    same = {"item": "pupil.bullied", "domain": "impairment", "label": BULLIED, "theme": PUPILS}
    fall = finding("fall", "Daalde van 40 naar 22 van de 210 leerlingen.", "daalt")
    return (
        told("board_same", "", points((40, 36, 31, 25, 22), 210), said=(fall,), **same),
        *(
            told("school", school, points(counts, 52), **same)
            for school, counts in zip(
                SCHOOLS, ((9, 8, 7, 6, 5), (11, 8, 9, 6, 6), (10, 11, 7, 7, 6), (10, 9, 8, 6, 5)), strict=True
            )
        ),
    )


def _reports() -> tuple[ToldSeries, ...]:
    same = {
        "respondent_type": "", "item": "", "category": "total", "about": "any", "domain": "",
        "label": "alle meldingen samen", "theme": REPORTS, "unit": "reports",
    }  # fmt: skip
    few = finding("too_few_years", "Met drie jaren is er nog niets te zeggen.", "te weinig jaren", CAVEAT)
    return (
        told("board_all", "", points((4, 0, 3, 1, 2), None), said=(few,), **same),
        told("school", "01AA00", points((3, 0, 2, 1, 1), None), **same),
    )


def _published() -> tuple[ToldSeries, ...]:
    same = {
        "respondent_type": "", "item": "", "domain": "", "theme": PUBLISHED, "unit": "files",
        "place": "Inspectie van het Onderwijs", "source": "cijfers.csv",
    }  # fmt: skip
    unit = (Break("2019-2020", "2020-2021", "counting_unit", {"before": "reports", "after": "files"}),
            "In 2019-2020 zijn meldingen geteld, daarna dossiers.")  # fmt: skip
    total = points((1351, 1296, 1743, 2152), None, YEARS[:4])
    total = (*total[:3], replace(total[3], change=409, since_first=856))
    rise = finding(
        "rise", "In 2022-2023 waren er 2.152 dossiers: 409 meer dan een jaar eerder.", "stijgt", CAVEAT
    )
    return (
        told("outside", "", total, said=(rise,), breaks=(unit,), category="total", about="any",
             comparable=((YEARS[0], YEARS[0]), (YEARS[1], YEARS[3])), label="alle dossiers", **same),
        told("outside", "", (point(YEARS[1], 67, 91), point(YEARS[2], 80, 140), point(YEARS[3], 91, 151)),
             category="sexual abuse", about="staff", part_of="sexual abuse",
             label="seksueel misbruik door personeel", **same),
    )  # fmt: skip


def one_school(language: Language = "nl", years: tuple[str, ...] = YEARS[:3]) -> TrendOutcome:
    """One school, three years, two items."""
    counts = ((3, 4, 9), (14, 12, 15))
    items = (
        ("pupil.afraid_of_staff", AFRAID),
        ("pupil.staff_humiliates", "uitgescholden of vernederd door personeel"),
    )
    usual = finding("no_change", NO_CHANGE, "geen verandering te zien")
    return replace(
        full(language),
        years=years,
        schools={"01AA00": SCHOOLS["01AA00"]},
        series=tuple(
            told(
                "school",
                "01AA00",
                points(counts[i][: len(years)], 196, years),
                said=(usual,),
                item=item,
                label=label,
            )
            for i, (item, label) in enumerate(items)
        ),
        lead=(),
        judged=2,
        notes=(),
    )


def empty(language: Language = "nl") -> TrendOutcome:
    """Nothing to follow."""
    return replace(full(language), years=(), schools={}, series=(), lead=(), judged=0, inputs=(), notes=())


def large(schools: int, years: int, items: int, language: Language = "nl") -> TrendOutcome:
    """A board of any size; every 25th line of a school moves, the same each time."""
    random = Random(20260101)  # noqa: S311 - no secret
    span = tuple(f"{2025 - years + place}-{2026 - years + place}" for place in range(years))
    names = {f"{place:02d}AA00": f"Basisschool {_name(random)} {place}" for place in range(1, schools + 1)}
    wording = (Break(span[years // 3 - 1], span[years // 3], "wording", {}), WORDING) if years > 3 else None
    series: list[ToldSeries] = []
    for place in range(items):
        same: dict[str, object] = {
            "item": f"pupil.item_{place}", "label": f"{AFRAID} ({place})",
            "theme": f"Onderwerp {place // 8 + 1}",
            "breaks": (wording,) if wording and place % 3 == 0 else (),
        }  # fmt: skip
        base = 0.02 + 0.12 * random.random()
        lines = [_line(random, base, place == 0 or random.random() < 0.04, span) for _ in range(schools)]
        board = tuple(
            point(
                year,
                sum(line[at].count for line, _ in lines),
                sum(line[at].n or 0 for line, _ in lines),
                schools=schools,
            )
            for at, year in enumerate(span)
        )
        usual = finding("no_change", NO_CHANGE, "geen verandering te zien", CAVEAT)
        series.append(told("board_same", "", board, said=(usual,), **same))
        series.append(
            told(
                "board_all",
                "",
                tuple(replace(p, count=p.count + 9, rate=(p.count + 9) / (p.n or 1)) for p in board),
                **same,
            )
        )
        for (school, name), (line, moved) in zip(names.items(), lines, strict=True):
            said = finding("rise", RISE, "stijgt", CAVEAT) if moved else usual
            series.append(told("school", school, line, said=(said,), **(same | {"place": name})))
    return TrendOutcome(
        language,
        span,
        names,
        tuple(series),
        ((0, 0), (2, 0)),
        items * (schools + 2),
        0.02,
        (),
        {"stated_error": 0.02},
    )


def _line(random: Random, base: float, moved: bool, span: tuple[str, ...]) -> tuple[tuple[Point, ...], bool]:
    n = random.randint(60, 320)
    moved = moved and random.random() < 0.2
    made = []
    for place, year in enumerate(span):
        rate = base * (1 + (0.35 * place if moved else 0.0))
        made.append(point(year, min(n, sum(random.random() < rate for _ in range(n))), n))
    if moved:
        made[-1] = replace(made[-1], point_type="special_cause_higher")
    return tuple(made), moved


def _name(random: Random) -> str:
    return random.choice(
        ("De Vlinder", "Het Kompas", "De Wegwijzer", "Sint-Jozef", "De Regenboog aan de Vliet")
    )
