"""The {phrases} that the sentences of trend.toml are made of.

Each is a small function of a series' words and the facts of one finding. One that returns None has nothing to
say, and the sentence that asks for it is left out. A name with a capital is the same with a capital letter.
"""

from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any, Final

from safetytool.texts.load import look_up
from safetytool.texts.quantities import capital, listing, percent, share
from safetytool.texts.trend_telling import Telling, part

Facts = Mapping[str, Any]
Phrase = Callable[[Telling, Facts], str | None]

NEARLY_CERTAIN: Final = 0.995
"""From here on a chance is 'more than 99 in 100'."""
LEAST_FOR_PERCENT: Final = 10
"""Of fewer reports than this a percentage says less than the number: from 1 to 2 is no "+100 %"."""
HARDLY: Final = 0.005
"""A change of the other schools below half a percentage point is told as none."""
WHOLE_FROM: Final = 0.01
"""From one percentage point on, points are told in whole numbers."""


def fill(template: str, telling: Telling, facts: Facts) -> str | None:
    """The sentence with its phrases filled in; None where one of them has nothing to say."""
    values: dict[str, str] = {}
    for _, name, _, _ in Formatter().parse(template):
        if name is None:
            continue
        value = PHRASES[name[:1].lower() + name[1:]](telling, facts)
        if value is None:
            return None
        values[name] = capital(value) if name[:1].isupper() else value
    return template.format_map(values)


# -- numbers ------------------------------------------------------------------------------


def decimal(value: float, telling: Telling, digits: int = 1) -> str:
    """A number as the language writes it, without a last nought behind the comma."""
    text = f"{value:.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    minus = text.replace("-", "−")
    return minus.replace(".", look_up("grammar", f"separator.{telling.language}.decimal"))


def points_of(share_of_one: float, telling: Telling) -> str:
    """Percentage points: whole from 1 on, else with one decimal."""
    return decimal(100 * share_of_one, telling, 0 if abs(share_of_one) >= WHOLE_FROM else 1)


def in_points(share_of_one: float, telling: Telling) -> str:
    """The same with its noun: '1 percentage point'."""
    n = points_of(share_of_one, telling)
    return telling.part("point_one" if n == "1" else "point_many", n=n)


def _share(telling: Telling, told: Sequence[int]) -> str:
    return share(told[0], told[1], telling.language)


def _fact(name: str) -> Phrase:
    def told(_: Telling, facts: Facts) -> str:
        return str(facts[name])

    return told


def _share_fact(name: str) -> Phrase:
    def told(telling: Telling, facts: Facts) -> str:
        return _share(telling, facts[name])

    return told


def _number_fact(name: str) -> Phrase:
    def told(telling: Telling, facts: Facts) -> str:
        return telling.number(facts[name])

    return told


# -- answers ------------------------------------------------------------------------------


def _answer(name: str) -> Phrase:
    def told(telling: Telling, facts: Facts) -> str:
        return telling.answer(*facts[name])

    return told


def _change(telling: Telling, facts: Facts) -> str:
    ends = sorted((facts["low"], facts["high"]) if facts["change"] >= 0 else (-facts["low"], -facts["high"]))
    return telling.part(
        "points",
        n=in_points(abs(facts["change"]), telling),
        low=points_of(ends[0], telling),
        high=points_of(ends[1], telling),
    )


def _factor(telling: Telling, facts: Facts) -> str:
    ends = sorted((facts["low"], facts["high"]) if facts["change"] >= 0 else (-facts["low"], -facts["high"]))
    return telling.part(
        "factor",
        n=decimal(100 * abs(facts["change"]), telling, 0),
        low=decimal(100 * ends[0], telling, 0),
        high=decimal(100 * ends[1], telling, 0),
    )


def _chance(telling: Telling, facts: Facts) -> str:
    probability = facts["probability"]
    moves = telling.part("moves_up" if facts["change"] >= 0 else "moves_down")
    if probability >= NEARLY_CERTAIN:
        odds = telling.part("odds_most")
    else:
        odds = telling.part("odds", n=round(100 * probability))
    return telling.part("chance_among" if facts["among"] else "chance", moves=moves, odds=odds)


def _since(telling: Telling, facts: Facts) -> str | None:
    since = facts["since"]
    if since is None:
        return None
    if since["kind"] == "step":
        return telling.part("since_step", before=since["before"], after=since["after"])
    return telling.part("since_gradual", first=since["first"])


def _own(telling: Telling, facts: Facts) -> str | None:
    own = facts["own"]
    if own is None:
        return None
    n = in_points(abs(own["change"]), telling)
    others = (
        "others_same" if abs(own["change"]) < HARDLY else "others_up" if own["change"] > 0 else "others_down"
    )
    return telling.part(f"own_{own['kind']}", others=telling.part(others, n=n))


def _whom(telling: Telling, facts: Facts) -> str | None:
    whom = facts["whom"]
    told = []
    if "gender" in whom:
        groups = [
            telling.part(
                "whom_group",
                name=telling.group("gender", group["name"]),
                **{"from": _share(telling, group["first"]), "to": _share(telling, group["last"])},
            )
            for group in whom["gender"]
        ]
        told.append(telling.part("whom_groups", groups=listing(groups, telling.language)))
    if "grade" in whom:
        grade = whom["grade"]
        told.append(
            telling.part(
                "whom_grade",
                name=telling.group("grade", grade["name"]),
                **{"from": _share(telling, grade["first"]), "to": _share(telling, grade["last"])},
            )
        )
    if "class" in whom:
        room = whom["class"]
        name = telling.group("class", room["name"])
        told.append(
            telling.part("whom_class", last=facts["last"], count=telling.number(room["count"]), name=name)
        )
    return " ".join(told) or None


def _meanwhile(telling: Telling, facts: Facts) -> str | None:
    other = facts["meanwhile"]
    if other is None:
        return None
    return telling.part(
        "meanwhile",
        **{
            "from": percent(other["response_first"], telling.language),
            "to": percent(other["response_last"], telling.language),
        },
    )


def _detectable(telling: Telling, facts: Facts) -> str | None:
    """What could have been seen; nothing where even the largest change could not."""
    size = facts["detectable"]
    if telling.is_count():
        if size > MOST_FACTOR:
            return telling.part("detectable_nothing")
        return telling.part("detectable_factor", n=decimal(100 * size, telling, 0))
    if size > 1:
        return telling.part("detectable_none")
    return telling.part("detectable", n=in_points(size, telling))


MOST_FACTOR: Final = 9.0
"""Beyond ten times as many there is no use in naming a figure."""


def _why_one_year(telling: Telling, facts: Facts) -> str:
    return telling.part("one_year_break" if facts["broken"] else "one_year")


def _rule(telling: Telling, facts: Facts) -> str:
    return listing([part(f"rule.{rule}", telling.language) for rule in facts["rules"]], telling.language)


# -- counts -------------------------------------------------------------------------------


def _counted(telling: Telling, _: Facts) -> str:
    return telling.counted()


def signed_percent(change: float, telling: Telling) -> str:
    """A relative change without its sign, with at most one decimal: '23,5%'."""
    return f"{decimal(100 * abs(change), telling)}%"


def _steps(telling: Telling, facts: Facts) -> str:
    """Every year's count, with its difference to the year before and to the first."""
    return ". ".join(_step(telling, step) for step in facts["steps"])


def _step(telling: Telling, step: Facts) -> str:
    count = telling.number(step["count"])
    change = step["change"]
    if change is None:
        return telling.part("first_step", year=step["school_year"], count=count)
    if change == 0:
        return telling.part("step_same", year=step["school_year"], count=count)
    words = "more" if change > 0 else "fewer"
    before = step["count"] - change
    enough = before >= LEAST_FOR_PERCENT
    told = telling.part(
        f"step_{words}" if enough else f"step_{words}_bare",
        year=step["school_year"],
        count=count,
        n=telling.number(abs(change)),
        percent=signed_percent(change / before, telling) if enough else "",
    )
    since = step["since_first"]
    if since is None or since in (change, 0) or step["count"] - since < LEAST_FOR_PERCENT:
        return told
    return told + telling.part(
        "since_more" if since > 0 else "since_fewer",
        n=telling.number(abs(since)),
        first=step["first"],
        percent=signed_percent(since / (step["count"] - since), telling),
    )


def _shares(telling: Telling, facts: Facts) -> str:
    """'67 van de 91 (74%) in 2020-2021, ...'."""
    told = [
        telling.part(
            "share_year",
            share=_share(telling, [year["count"], year["n"]]),
            percent=percent(year["count"] / year["n"], telling.language),
            year=year["school_year"],
        )
        for year in facts["years_told"]
    ]
    return listing(told, telling.language)


def _whole(telling: Telling, facts: Facts) -> str:
    return telling.whole(facts["category"])


def _number_moves(telling: Telling, facts: Facts) -> str:
    return telling.part("number_up" if facts["counts_told"][-1] > facts["counts_told"][0] else "number_down")


def _counts(telling: Telling, facts: Facts) -> str:
    first, last = facts["counts_told"][0], facts["counts_told"][-1]
    return telling.part("to", **{"from": telling.number(first), "to": telling.number(last)})


def _share_path(telling: Telling, facts: Facts) -> str:
    """'74% via 57% naar 60%'."""
    rates = [percent(rate, telling.language) for rate in facts["rates_told"]]
    if len(rates) == 2:
        return telling.part("to", **{"from": rates[0], "to": rates[1]})
    middle = listing(rates[1:-1], telling.language)
    return telling.part("via", **{"from": rates[0], "middle": middle, "to": rates[-1]})


def _earlier(telling: Telling, facts: Facts) -> str | None:
    """What the years before the last one say of an answer of which one is enough."""
    years: Sequence[tuple[str, int, int]] = facts["earlier"]
    if not years:
        return None
    with_some = [year for year in years if year[1]]
    if not with_some:
        known = {"first": years[0][0], "earlier": len(years)}
        return telling.part("earlier_new", Before=capital(_before(telling, known)))
    shares = [
        telling.part("earlier_share", share=_share(telling, [count, n]), year=year)
        for year, count, n in with_some
    ]
    return telling.part("earlier_again", shares=listing(shares, telling.language))


def _doubtful(telling: Telling, facts: Facts) -> str | None:
    return telling.part("doubtful", n=telling.number(facts["doubtful"])) if facts["doubtful"] else None


def _percent_fact(name: str) -> Phrase:
    def told(telling: Telling, facts: Facts) -> str:
        count, n = facts[name]
        return percent(count / n, telling.language)

    return told


def _period(telling: Telling, facts: Facts) -> str:
    key = "period_one" if facts["first"] == facts["last"] else "period_many"
    return telling.part(key, first=facts["first"], last=facts["last"])


def _before(telling: Telling, facts: Facts) -> str:
    key = "before_one" if facts["earlier"] == 1 else "before_many"
    return telling.part(key, first=facts["first"], years=telling.number(facts["earlier"]))


def _same(telling: Telling, facts: Facts) -> str:
    return telling.part("same_schools", n=telling.number(facts["same"]))


def _months(name: str) -> Phrase:
    def told(telling: Telling, facts: Facts) -> str:
        n = round(facts[name])
        return telling.part("months_one" if n == 1 else "months_many", n=telling.number(n))

    return told


PHRASES: Final[Mapping[str, Phrase]] = {
    "answer_last": _answer("share_last"),
    "answer_year": _answer("share_year"),
    "asked": _fact("asked"),
    "before": _before,
    "chance": _chance,
    "change": _change,
    "count_first": _number_fact("count_first"),
    "count_last": _number_fact("count_last"),
    "count_year": _number_fact("count_year"),
    "counted": _counted,
    "counts": _counts,
    "detectable": _detectable,
    "doubtful": _doubtful,
    "earlier": _earlier,
    "factor": _factor,
    "first": _fact("first"),
    "from_year": _fact("from_year"),
    "last": _fact("last"),
    "meanwhile": _meanwhile,
    "months": _months("months"),
    "number_moves": _number_moves,
    "own": _own,
    "percent_first": _percent_fact("share_first"),
    "percent_last": _percent_fact("share_last"),
    "period": _period,
    "rule": _rule,
    "same": _same,
    "same_first": _share_fact("same_first"),
    "same_from": _fact("same_from"),
    "same_last": _share_fact("same_last"),
    "share_first": _share_fact("share_first"),
    "share_last": _share_fact("share_last"),
    "share_path": _share_path,
    "shares": _shares,
    "since": _since,
    "stated": _number_fact("stated"),
    "steps": _steps,
    "summed": _number_fact("summed"),
    "total": _number_fact("total"),
    "to_year": _fact("to_year"),
    "usual": _months("usual"),
    "whole": _whole,
    "whom": _whom,
    "why_one_year": _why_one_year,
    "year": _fact("year"),
    "years": _number_fact("years"),
}
"""Every phrase by its name."""
