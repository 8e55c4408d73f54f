"""From the findings of a trend to sentences, for a reader without statistics.

Consumes: `trend.model.Series` with findings. Returns: `ToldSeries`. The words stand in trend.toml.
"""

from collections.abc import Mapping
from typing import Any, Final

from safetytool.bank.model import Bank, Language
from safetytool.texts.load import look_up
from safetytool.texts.quantities import capital, listing, percent
from safetytool.texts.trend_phrases import fill
from safetytool.texts.trend_telling import Telling, part
from safetytool.trend.comparable import ONLY_SHOWN
from safetytool.trend.model import Break, SaidFinding, Series, ToldSeries, TrendFinding

FACTS_OF_BREAK: Final = {"wording", "grades", "response", "respondents", "counting_unit"}
"""Kinds of break whose sentence names what was before and after."""
MOST_QUOTED: Final = 90
"""Characters of a question that are quoted."""


def tell_series(
    series: Series,
    *,
    bank: Bank,
    language: Language,
    school_names: Mapping[str, str],
    sectors: Mapping[str, str],
) -> ToldSeries:
    """Put a series and its findings into words.

    Parameters
    ----------
    series : with its findings.
    bank : has the item, those of profiles too.
    language : of the text.
    school_names : school -> name for people.
    sectors : school -> po, vo, so, sbo or vso, for 'groep' or 'klas'; neutral where absent.

    Raises
    ------
    KeyError
        No text for a finding, or a fact that it needs is missing: a mistake in the tool.
    """
    telling = Telling(series, bank, language, school_names, sectors)
    said = tuple(_said(finding, telling) for finding in series.findings)
    label, place = telling.label(), telling.short_place()
    return ToldSeries(
        series=series,
        label=label,
        place=place,
        theme=telling.theme(),
        said=said,
        breaks=tuple(_break(found, telling) for found in series.breaks),
        message=said[0].text if said else f"{label}, {place}.",
    )


def _said(finding: TrendFinding, telling: Telling) -> SaidFinding:
    words: Mapping[str, Any] = look_up("trend", f"finding.{finding.kind}")
    language = telling.language
    sentences = [fill(template, telling, finding.facts) for template in words["text"][language]]
    short = fill(words["short"][language], telling, finding.facts)
    return SaidFinding(
        kind=finding.kind,
        text=" ".join(sentence for sentence in sentences if sentence),
        caveats=tuple(part(f"caveat.{key}", language) for key in finding.caveats),
        short=short or "",
    )


def _break(found: Break, telling: Telling) -> str:
    """Say why two years may not be compared."""
    language = telling.language
    values: dict[str, object] = {"before": found.before, "after": found.after}
    facts: Mapping[str, Any] = found.facts
    if found.kind in FACTS_OF_BREAK:
        values |= {
            "from": _fact_words(found.kind, facts["before"], telling),
            "to": _fact_words(found.kind, facts["after"], telling),
        }
    if found.kind == "response":
        name = facts.get("class")
        values["worst"] = telling.part("worst", name=telling.group("class", name)) if name else ""
    if found.kind == "schools":
        values["who"] = _who(facts, telling)
    key: str = found.kind
    if found.kind == "classes":
        key, rooms = _classes(facts, telling)
        values |= rooms
    told = part(f"break.{key}", language, **values)
    if telling.series.scope == "school":
        told = f"{capital(telling.school(telling.series.school))}: {told[:1].lower()}{told[1:]}"
    return told if found.kind in ONLY_SHOWN else f"{told} {part('break.so', language)}"


def _classes(facts: Mapping[str, Any], telling: Telling) -> tuple[str, dict[str, str]]:
    """Return which text tells of classes that left, came back or both, and their names."""
    left, back = (
        listing([telling.group("class", room) for room in facts[side]], telling.language)
        for side in ("missing", "returned")
    )
    if left and back:
        return "classes_both", {"classes": left, "returned": back}
    return ("classes", {"classes": left}) if left else ("classes_returned", {"classes": back})


def _fact_words(kind: str, value: Any, telling: Telling) -> str:
    if kind == "response":
        return percent(value, telling.language)
    if kind == "respondents":
        return telling.number(value)
    if kind == "grades":
        return listing([str(grade) for grade in value], telling.language)
    if kind == "counting_unit":
        return telling.part(f"unit_{value}" if value in ("reports", "files") else "unit_other")
    text = str(value)
    return text if len(text) <= MOST_QUOTED else f"{text[: MOST_QUOTED - 1].rstrip()}…"


def _who(facts: Mapping[str, Any], telling: Telling) -> str:
    """Name the schools that joined and left."""
    names = {
        side: listing([telling.school(school) for school in facts.get(side, ())], telling.language)
        for side in ("joined", "left")
    }
    which = [side for side in ("joined", "left") if names[side]]
    return telling.part(f"who_{'both' if len(which) == 2 else which[0]}", **names) if which else ""
