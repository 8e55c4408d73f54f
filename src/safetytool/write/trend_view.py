"""What trend.html and trend.pdf show: the sentences, pictures and tables of a trend, in the order of reading.

Consumes a `TrendOutcome`. Returns words and drawings; how they are set is left to a template.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from safetytool.bank.model import Language
from safetytool.register.loop import by_year
from safetytool.texts import term
from safetytool.texts.quantities import capital, listing, number, percent
from safetytool.trend.model import Point, SaidFinding, ToldSeries, TrendOutcome
from safetytool.write.charts import Panel, Picture, pictures
from safetytool.write.charts.frame import GAP, apart
from safetytool.write.charts.panels import notable
from safetytool.write.charts.scales import grouped
from safetytool.write.loop import loop_words
from safetytool.write.plain import one_line
from safetytool.write.trend_words import how_sure, word

MOST_LABELS = 6
"""A break that holds for more things than these says for how many, not for which."""


@dataclass(frozen=True)
class Sentence:
    """A finding as it is shown: whose it is, where its text does not say so, and what it says."""

    who: str
    text: str


@dataclass(frozen=True)
class Lead:
    """A finding that comes first, with where its picture is."""

    about: str
    text: str
    caveats: tuple[str, ...]
    picture: str
    """Id of its picture; '' for a series without a point."""


@dataclass(frozen=True)
class Row:
    """One line of a data table, in words."""

    who: str
    school_year: str
    count: str
    n: str
    rate: str
    interval: str
    change: str
    point_type: str


@dataclass(frozen=True)
class Card:
    """A picture with all that belongs to it."""

    picture: Picture
    title: str
    who: str
    """Who answered, or whose figures these are; '' where that goes without saying."""
    sentences: tuple[Sentence, ...]
    caveats: tuple[str, ...]
    breaks: tuple[str, ...]
    """Why years may not be compared."""
    gaps: tuple[str, ...]
    """Years without a figure."""
    others: str
    """How many schools are not spoken of; '' for none."""
    scale: str
    """That its scale is another one than that of its neighbours; '' where it is not."""
    rows: tuple[Row, ...]
    shares: bool
    """Whether any row has an n and a share."""


@dataclass(frozen=True)
class Theme:
    """Pictures under one heading, on one scale."""

    id: str
    heading: str
    scales: tuple[str, ...]
    caveats: tuple[str, ...]
    """What holds for all pictures of the theme, said once."""
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Page:
    """All of it."""

    language: Language
    title: str
    place: str
    """The one school, how many schools, or that there is nothing."""
    years: str
    route: tuple[str, ...]
    """Steps of the statutory route; empty where nothing asks for it."""
    lead: tuple[Lead, ...]
    themes: tuple[Theme, ...]
    breaks: tuple[Sentence, ...]
    """Text, and in `who` for what it holds."""
    breaks_rest: str
    loop: tuple[str, ...]
    """What was done with the signals, a sentence a school year."""
    judged: str
    how: tuple[str, ...]
    inputs: tuple[str, ...]
    notes: tuple[str, ...]


def page(outcome: TrendOutcome) -> Page:
    """The page in the language of the outcome."""
    shown = pictures(outcome)
    language = outcome.language
    breaks, rest = _breaks(outcome, shown)
    return Page(
        language=language,
        title=word("page.title", language),
        place=_place(outcome),
        years=_span(outcome.years),
        route=outcome.route,
        lead=_lead(outcome, shown),
        themes=tuple(_themes(shown, language)),
        breaks=breaks,
        breaks_rest=rest,
        loop=tuple(loop_words(year, language) for year in by_year(outcome.loop)),
        judged=how_sure(outcome),
        how=tuple(_how(shown, language)),
        inputs=tuple(one_line(str(source["name"])) for source in outcome.inputs),
        notes=tuple(one_line(note) for note in outcome.notes),
    )


def _place(outcome: TrendOutcome) -> str:
    if not outcome.series:
        return word("page.no_series", outcome.language)
    names = [one_line(name) for name in outcome.schools.values()]
    if len(names) > 1:
        return word("page.schools", outcome.language).format(n=len(names))
    return names[0] if names else one_line(outcome.series[0].place)


def _span(years: Sequence[str]) -> str:
    return " – ".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def _lead(outcome: TrendOutcome, shown: Sequence[Picture]) -> tuple[Lead, ...]:
    homes = {id(told): picture.panel.id for picture in shown for told in picture.panel.series}
    found = []
    for number_of, nth in outcome.lead:
        told = outcome.series[number_of]
        said = told.said[nth]
        found.append(
            Lead(
                about=f"{one_line(told.place)} · {one_line(told.label)}",
                text=one_line(said.text),
                caveats=tuple(one_line(caveat) for caveat in said.caveats),
                picture=homes.get(id(told), ""),
            )
        )
    return tuple(found)


def _themes(shown: Sequence[Picture], language: Language) -> Iterable[Theme]:
    groups: dict[str, list[Picture]] = {}
    for picture in shown:
        groups.setdefault(picture.panel.theme, []).append(picture)
    for place, (heading, group) in enumerate(groups.items(), start=1):
        cards = [_card(picture, language) for picture in group]
        shared = tuple(
            c for c in cards[0].caveats if len(cards) > 1 and all(c in card.caveats for card in cards)
        )
        yield Theme(
            id=f"theme-{place}",
            heading=capital(one_line(heading)),
            scales=tuple(_scales(group, language)),
            caveats=shared,
            cards=tuple(
                replace(card, caveats=tuple(c for c in card.caveats if c not in shared)) for card in cards
            ),
        )


def _scales(group: Sequence[Picture], language: Language) -> Iterable[str]:
    """Which pictures of a theme have the same scale: that is what makes them comparable by eye."""
    if len(group) == 1:
        return
    by_id = {picture.panel.id: picture.scale for picture in group}
    ends = []
    for panels in grouped([picture.panel for picture in group]):
        scale = by_id[panels[0].id]
        top = _value(scale.group_top, scale.measure == "share", language)
        ends.append(word("page.scale_end", language).format(what=_what(panels[0], language), top=top))
    key = "page.scale" if len(ends) == 1 else "page.scales"
    yield word(key, language).format(top=top, ends="; ".join(ends))
    if any(scale.top < scale.group_top for scale in by_id.values()):
        yield word("page.scale_except", language)


def _what(panel: Panel, language: Language) -> str:
    who = term(f"respondents.{panel.respondent_type}", language) if panel.respondent_type else ""
    together = word("page.composite", language) if panel.composite else ""
    return ", ".join(part for part in (who, together) if part) or word("page.counts", language)


def _value(value: float, share: bool, language: Language) -> str:
    return percent(value, language) if share else number(round(value), language)


def _card(picture: Picture, language: Language) -> Card:
    panel = picture.panel
    told = _told(panel)
    sentences = tuple(_sentences(panel)) or (Sentence("", picture.drawing.message),)
    said_before = {sentence.text for sentence in sentences}
    rows = tuple(row for one in told for row in _rows(one, panel, language))
    return Card(
        picture=picture,
        title=capital(one_line(panel.label)),
        who=_who(panel, language),
        sentences=sentences,
        caveats=tuple(dict.fromkeys(one_line(c) for one, said in _said(panel) for c in said.caveats)),
        breaks=tuple(text for text in _interrupted(panel.main, gaps=False) if text not in said_before),
        gaps=tuple(text for text in _interrupted(panel.main, gaps=True) if text not in said_before),
        others=_others(panel, language),
        scale=_own_scale(picture, language),
        rows=rows,
        shares=any(row.rate for row in rows),
    )


def _interrupted(told: ToldSeries | None, *, gaps: bool) -> Iterable[str]:
    """Each break of a series in its sentence, or each of its years without a figure, once."""
    if told is None:
        return ()
    pairs = zip(told.series.breaks, told.breaks, strict=True)
    return dict.fromkeys(one_line(text) for one, text in pairs if (one.kind == GAP) == gaps)


def _told(panel: Panel) -> list[ToldSeries]:
    """The series of a panel that words and tables are about; without a board that is every one."""
    loud = [told for told in (panel.main, panel.whole, *panel.named) if told]
    return loud or list(panel.series)


def _said(panel: Panel) -> list[tuple[ToldSeries, SaidFinding]]:
    """All that is said of the emphasised line and of all schools, and what is notable of a school."""
    found = []
    for told in (panel.main, panel.whole):
        found += [(told, said) for said in told.said] if told else []
    return found + [(told, said) for told in panel.named for said in notable(told)]


def _sentences(panel: Panel) -> Iterable[Sentence]:
    for told, said in _said(panel):
        text, place = one_line(said.text), one_line(told.place)
        yield Sentence("" if told is panel.main or place.lower() in text.lower() else place, text)


def _who(panel: Panel, language: Language) -> str:
    first = panel.series[0]
    if first.series.scope == "outside":
        sector = first.series.sector
        return " · ".join([one_line(first.place), *([sector] if sector else [])])
    if first.series.respondent_type:
        return term(f"respondents.{first.series.respondent_type}", language)
    return ""


def _others(panel: Panel, language: Language) -> str:
    many = len(panel.quiet) if panel.main else 0
    if not many:
        return ""
    return word("page.other" if many == 1 else "page.others", language).format(n=number(many, language))


def _own_scale(picture: Picture, language: Language) -> str:
    scale = picture.scale
    if scale.top == scale.group_top:
        return ""
    shares = scale.measure == "share"
    return word("page.scale_lower", language).format(
        top=_value(scale.top, shares, language), theme_top=_value(scale.group_top, shares, language)
    )


# -- tables -------------------------------------------------------------------------------


def _rows(told: ToldSeries, panel: Panel, language: Language) -> Iterable[Row]:
    who = one_line(told.place)
    if told.series.scope in ("board_same", "board_all"):
        key = "together" if told is panel.main and panel.whole is None else told.series.scope[6:]
        who = word(f"chart.{key}", language)
    for point in told.series.points:
        known = point.point_type != "too_few_points"
        yield Row(
            who=who,
            school_year=point.school_year,
            count=number(point.count, language),
            n="" if point.n is None else number(point.n, language),
            rate="" if point.rate is None else percent(point.rate, language),
            interval=_interval(point, language),
            change="" if point.change is None else f"{point.change:+d}".replace("-", "−"),
            point_type=word(f"point_type.{point.point_type}", language) if known else "",
        )


def _interval(point: Point, language: Language) -> str:
    """The interval in whole percentages, or of a count in whole reports, outwards."""
    if point.interval is None:
        return ""
    low, high = point.interval
    if point.rate is None:
        ends = number(floor(low), language), number(ceil(high), language)
    else:
        ends = percent(low, language), percent(high, language)
    return word("table.from_to", language).format(low=ends[0], high=ends[1])


# -- breaks and how to read ---------------------------------------------------------------


def _breaks(outcome: TrendOutcome, shown: Sequence[Picture]) -> tuple[tuple[Sentence, ...], str]:
    """Every break of the lines that have a name, said once; how many more single schools have."""
    language = outcome.language
    labels: dict[str, list[str]] = {}
    for picture in shown:
        for told in _told(picture.panel):
            for text in _interrupted(told, gaps=False):
                labels.setdefault(text, []).append(one_line(picture.panel.label))
    quiet = [
        text for picture in shown for told in picture.panel.quiet for text in _interrupted(told, gaps=False)
    ]
    rest = sum(text not in labels for text in quiet)
    key = "page.breaks_rest_one" if rest == 1 else "page.breaks_rest"
    return (
        tuple(Sentence(_applies(list(dict.fromkeys(of)), language), text) for text, of in labels.items()),
        word(key, language).format(n=number(rest, language)) if rest else "",
    )


def _applies(labels: Sequence[str], language: Language) -> str:
    if len(labels) > MOST_LABELS:
        return word("page.breaks_many", language).format(n=len(labels))
    return word("page.breaks_applies", language).format(labels=listing(labels, language))


def _how(shown: Sequence[Picture], language: Language) -> Iterable[str]:
    """How to read what is on this page: nothing about what is not."""
    told = [one for picture in shown for one in picture.panel.series]
    points = [point for one in told for point in one.series.points]
    there = {
        "lines": bool(shown),
        "schools": any(picture.panel.quiet or picture.panel.named for picture in shown),
        "same": any(picture.panel.whole for picture in shown),
        "band": any(point.interval for point in points),
        "breaks": any(apart(one) for one in told),
        "gaps": any(broken.kind == GAP for one in told for broken in one.series.breaks),
        "special": any(point.point_type.startswith("special_cause") for point in points),
        "counts": any(picture.panel.measure == "count" for picture in shown),
    }
    return (word(f"how.{key}", language) for key, shown_here in there.items() if shown_here)
