"""The {phrases} that the sentences of findings.toml are made of.

Each is a small function of a case. One that returns None has nothing to say, and the sentence
that asks for it is left out. A name with a capital is the same phrase with a capital letter.
"""

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from safetytool.texts import earlier, sources
from safetytool.texts.answered import answered
from safetytool.texts.case import Case
from safetytool.texts.quantities import capital, listing, one_in, percent, rate_words, share, share_of

Phrase = Callable[[Case], str | None]

CERTAIN = 0.99
"""From here on a certainty is 'more than 99%'."""


def fill(template: str, case: Case) -> str | None:
    """The sentence with its phrases filled in; None where one of them has nothing to say."""
    values: dict[str, str] = {}
    for _, name, _, _ in Formatter().parse(template):
        if name is None:
            continue
        value = PHRASES[name[:1].lower() + name[1:]](case)
        if value is None:
            return None
        values[name] = capital(value) if name[:1].isupper() else value
    return template.format_map(values)


def _count(case: Case) -> int:
    """The finding's count; a message that names it always has one."""
    count = case.finding.count
    if count is None:
        raise KeyError(f"a finding {case.finding.message!r} needs a count")
    return count


# -- counts -------------------------------------------------------------------------------


def _share(case: Case) -> str:
    return share_of(_count(case), case.finding.n, case.nouns(), case.language)


def _answer(case: Case) -> str:
    many = case.nouns()[1]
    return answered(_count(case), _share(case), many, case.place(), case.says(), case.gist(), case.language)


def _give(case: Case) -> str:
    return case.part("give.one" if _count(case) == 1 else "give.many")


def _percent(case: Case) -> str | None:
    n = case.finding.n
    return percent(_count(case) / n, case.language) if n else None


def _expected(case: Case) -> str | None:
    expected = case.finding.expected
    return None if expected is None else rate_words(expected, case.language)


def _chance_units(case: Case) -> str | None:
    return _chance(case, case.finding.probability)


def _chance(case: Case, probability: float | None) -> str | None:
    """'about 1 in 600 classes'."""
    if probability is None:
        return None
    about = one_in(probability, case.language)
    return case.term("quantity.among", about=about, units=case.units_word())


def _doubtful_count(case: Case) -> int:
    """How many of the count may not be meant; of a count of grave answers at most all of them."""
    doubtful: Any = case.optional("doubtful")
    return min(doubtful or 0, _count(case))


def _doubtful(case: Case) -> str | None:
    doubtful, count = _doubtful_count(case), _count(case)
    if not doubtful:
        return None
    one, many = case.nouns()
    which = ("only" if count == 1 else "all") if doubtful == count else "some"
    return case.part(
        f"doubtful.{which}", doubtful=case.number(doubtful), count=case.number(count), noun=one, nouns=many
    )


def _without(case: Case) -> str | None:
    without: Any = case.optional("without")
    if not without or not _doubtful_count(case):
        return None
    left = share(without["count"], without["n"], case.language)
    chance = _chance(case, without["probability"])
    if chance is None:
        return case.part("without.bare", share=left)
    return case.part("without.chance", share=left, chance_units=chance)


# -- sentinels ----------------------------------------------------------------------------


def _grave(case: Case) -> str | None:
    grave, count = case.fact("grave"), _count(case)
    if not grave:
        return None
    which = ("only" if count == 1 else "all") if grave == count else "some"
    return case.part(f"grave.{which}", grave=case.number(grave))


def _spread(case: Case) -> str | None:
    """Where the answers were given, unless that is the place that is named already."""
    units: Any = case.fact("units")
    if not units or (len(units) == 1 and units[0]["name"] == case.finding.unit.name):
        return None
    of_one_item = case.finding.message == "sentinel.item"
    told = [
        f"{case.unit_called(unit['kind'], unit['name'])} "
        f"({share(unit['count'], unit['n'], case.language) if of_one_item else case.number(unit['count'])})"
        for unit in units
    ]
    return listing(told, case.language)


def _parts(case: Case) -> str:
    told = [
        f"{case.gist_of(part['item'])} ({share(part['count'], part['n'], case.language)})"
        for part in case.fact("parts")
    ]
    return listing(told, case.language)


def _overlap(case: Case) -> str | None:
    return case.part("overlap.true") if len(case.fact("parts")) > 1 else None


def _at_least(case: Case) -> str:
    respondents = share_of(_count(case), None, case.nouns(), case.language)
    which = "some" if len(case.fact("parts")) > 1 else "exact"
    return case.part(f"at_least.{which}", respondents=respondents)


# -- comparisons --------------------------------------------------------------------------


def _compared(case: Case, count: int, n: int) -> str:
    """What the others answered; and what that makes one expect here, where it reads differently."""
    others = share(count, n, case.language)
    expected = _expected(case)
    if expected is None:
        return case.part("peers.bare", ref_share=others)
    agrees = n > 0 and rate_words(count / n, case.language) == expected
    return case.part("peers.agree" if agrees else "peers.differ", ref_share=others, expected=expected)


def _other_schools(case: Case) -> str:
    schools = case.fact("schools")
    return case.part(
        "other_schools.one" if schools == 1 else "other_schools.many", schools=case.number(schools)
    )


def _reference(case: Case) -> str:
    key = f"reference.{case.finding.unit.kind}.{case.fact('reference')}"
    return case.term(key, units=case.units_word(), noun=case.nouns()[1])


def _national(case: Case) -> str:
    return rate_words(case.fact("national"), case.language)


def _years(case: Case, years: Any) -> str:
    told = []
    for year in years:
        words = {"year": year["school_year"], "share": share(year["count"], year["n"], case.language)}
        expected = year.get("expected")
        if expected is None:
            told.append(case.part("year.plain", **words))
        else:
            told.append(case.part("year.expected", **words, expected=rate_words(expected, case.language)))
    return "; ".join(told)


def _shared(case: Case) -> str | None:
    return case.part("shared.true") if case.fact("shared") else None


# -- response and withheld ----------------------------------------------------------------


def _withheld(case: Case) -> str:
    single = len(case.finding.items) == 1 and not case.is_composite()
    return case.part(
        "withheld.item" if single else "withheld.domain",
        Share=capital(_share(case)),
        place=case.place(),
        give=_give(case),
        gist=case.gist() if single else "",
        about=case.about(),
    )


def _withheld_reference(case: Case) -> str:
    return case.part(f"withheld_reference.{case.fact('reference')}")


# -- contrast -----------------------------------------------------------------------------


def _side(case: Case, side: str, place: str) -> str:
    """What one of the two groups answered."""
    told: Any = case.fact(side)
    item = case.bank.items[told["items"][0]]
    nouns = case.nouns_of(told["who"])
    if len(told["items"]) == 1:
        says, gist = item.says[case.language], item.gist[case.language]
    else:
        about = case.term(f"about.{item.respondent_type}.{item.domain}")
        says = case.term("composite.says", about=about)
        gist = case.term(f"domain.{item.domain}")
    words = share_of(told["count"], told["n"], nouns, case.language)
    return answered(told["count"], words, nouns[1], place, says, gist, case.language)


def _gap(case: Case) -> str:
    left, right = case.fact("left"), case.fact("right")
    return f"{100 * (left['count'] / left['n'] - right['count'] / right['n']):.0f}"


def _usual_gap(case: Case) -> str | None:
    usual = case.fact("usual_gap")
    return None if usual is None or usual < 0.005 else f"{100 * usual:.0f}"


def _certainty(case: Case) -> str:
    certainty = case.fact("certainty")
    return case.part("certainty.beyond") if certainty > CERTAIN else percent(certainty, case.language)


# -- steps --------------------------------------------------------------------------------


def _domain(case: Case) -> str:
    return case.term(f"domain.{case.domain() or 'none'}")


def _items(case: Case) -> str:
    return listing([case.gist_of(item) for item in case.finding.items], case.language)


def _in_unit(case: Case) -> str:
    unit = case.unit()
    return "" if unit is None else case.term("place.in_unit", unit=unit)


PHRASES: Mapping[str, Phrase] = {
    **earlier.PHRASES,
    **sources.PHRASES,
    "about": Case.about,
    "answer": _answer,
    "at_least": _at_least,
    "certainty": _certainty,
    "chance_units": _chance_units,
    "compared": lambda case: _compared(case, case.fact("ref_count"), case.fact("ref_n")),
    "count": lambda case: case.number(_count(case)),
    "domain": _domain,
    "doubtful": _doubtful,
    "earlier": lambda case: (
        _years(case, case.fact("earlier")) if case.finding.message == "change" else case.fact("earlier")
    ),
    "expected": _expected,
    "gap": _gap,
    "gist": Case.gist,
    "give": _give,
    "grave": _grave,
    "in_unit": _in_unit,
    "items": _items,
    "left": lambda case: _side(case, "left", case.place()),
    "left_who": lambda case: case.nouns_of(case.fact("left")["who"])[1],
    "n": lambda case: case.number(case.finding.n or 0),
    "national": _national,
    "norm": lambda case: percent(case.fact("norm"), case.language),
    "nouns": lambda case: case.nouns()[1],
    "other_schools": _other_schools,
    "overlap": _overlap,
    "parts": _parts,
    "peers": lambda case: _compared(case, case.fact("peer_count"), case.fact("peer_n")),
    "percent": _percent,
    "place": Case.place,
    "reference": _reference,
    "right": lambda case: _side(case, "right", ""),
    "right_who": lambda case: case.nouns_of(case.fact("right")["who"])[1],
    "share": _share,
    "shared": _shared,
    "source": lambda case: str(case.fact("source")),
    "spread": _spread,
    "teacher": lambda case: case.term(f"teacher.{case.sector_words()}"),
    "usual_gap": _usual_gap,
    "where": Case.where,
    "why": lambda case: case.term(f"unread.{case.fact('why')}"),
    "withheld": _withheld,
    "withheld_reference": _withheld_reference,
    "without": _without,
    "year": lambda case: case.finding.school_year,
    "years": lambda case: _years(case, case.fact("years")),
    "years_count": lambda case: case.number(len(case.fact("years"))),
}
