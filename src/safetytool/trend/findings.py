"""What there is to say of the series of monitor questions: facts, not yet words.

Consumes: `Built` series and the counts behind them. Returns: the series with their findings. A rise or a fall
is only found where it is stated (`judge.STATED_ERROR`); everything else is "no change that this data can
show", with the change that could have been seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd

from safetytool.analysis.model import Fact
from safetytool.bank.model import Bank
from safetytool.counting import Counts
from safetytool.trend.build import Built
from safetytool.trend.for_whom import for_whom, response_between
from safetytool.trend.model import Estimate, Point, Series, TrendFinding
from safetytool.trend.since import best_step

FEW: Final = 5
"""Below this count one answer more or less makes a difference that a reader should know of."""
MOST_CAVEATS: Final = 3
OWN: Final = 0.95
"""From here on a rise is called the school's own, or (below 1 - OWN) less than elsewhere."""
HARDLY: Final = 0.005
"""A change of the other schools below half a percentage point is none worth a sentence."""


@dataclass(frozen=True)
class Setting:
    """What findings are told against."""

    counts: Counts
    last_year: str
    """The last school year of all."""

    @cached_property
    def of_item(self) -> Mapping[str, pd.DataFrame]:
        """The counts of each item, taken apart once: there are thousands of series."""
        return {str(item): own for item, own in self.counts.items.groupby("item", sort=False)}

    @property
    def bank(self) -> Bank:
        """The item bank."""
        return self.counts.bank


def with_findings(built: Sequence[Built], setting: Setting) -> list[Series]:
    """Return the series of monitor questions, with what there is to say of each."""
    same = {
        (b.series.respondent_type, b.series.item): b.series for b in built if b.series.scope == "board_same"
    }
    return [replace(b.series, findings=tuple(_findings(b, setting, same))) for b in built]


def _findings(built: Built, setting: Setting, same: Mapping[tuple[str, str], Series]) -> list[TrendFinding]:
    series = built.series
    if series.scope == "board_all":
        return _composition(series, same.get((series.respondent_type, series.item)))
    last = series.points[-1]
    if last.school_year < setting.last_year:
        facts: dict[str, Fact] = {
            "asked": last.school_year,
            "last": setting.last_year,
            "share_last": _share(last),
        }
        return [TrendFinding("not_lately", facts, _caveats(series, last, "", setting))]
    found = [_one_is_enough(series, setting)] if _is_enough(series, setting.bank) else []
    if series.estimate is None:
        facts = {"last": last.school_year, "share_last": _share(last), "broken": bool(series.breaks)}
        found.append(TrendFinding("too_few_years", facts, _caveats(series, last, "", setting)))
    elif built.moves:
        found.append(_moving(series, series.estimate, built.moves, setting))
    elif not found:
        found.append(_no_change(series, series.estimate, setting))
    return found + _special_causes(series, setting)


def point_of(series: Series, year: str) -> Point:
    """Return the point of a school year."""
    return next(point for point in series.points if point.school_year == year)


def _share(point: Point) -> Fact:
    return [point.count, point.n]


def ends(series: Series, estimate: Estimate) -> dict[str, Fact]:
    """Return the first and the last point of the stretch that an estimate is of."""
    first, last = point_of(series, estimate.first), point_of(series, estimate.last)
    return {
        "first": first.school_year,
        "last": last.school_year,
        "years": estimate.years,
        "share_first": _share(first),
        "share_last": _share(last),
    }


def _moving(series: Series, estimate: Estimate, moves: str, setting: Setting) -> TrendFinding:
    up = moves == "rise"
    low, high = estimate.change_interval
    facts: dict[str, Fact] = {
        **ends(series, estimate),
        "change": estimate.change,
        "low": low,
        "high": high,
        "probability": estimate.probability_rise if up else 1 - estimate.probability_rise,
        "among": estimate.others_change is not None,
        "since": best_step(series, estimate),
        "own": _own(estimate, up),
        "whom": for_whom(setting.of_item[series.item], series, estimate, up),
        "meanwhile": response_between(setting.counts, series, estimate),
    }
    return TrendFinding(moves, facts, _caveats(series, series.points[-1], moves, setting))


def _own(estimate: Estimate, up: bool) -> Mapping[str, Fact] | None:
    """Return whether the change is the school's own or that of more schools."""
    if estimate.others_change is None or estimate.probability_own_rise is None:
        return None
    own = estimate.probability_own_rise if up else 1 - estimate.probability_own_rise
    others = estimate.others_change if up else -estimate.others_change
    kind = "more" if own >= OWN else "shared" if others > HARDLY else "unclear"
    return {"kind": kind, "change": estimate.others_change}


def _is_enough(series: Series, bank: Bank) -> bool:
    """Whether the last year has an answer about staff of which one is enough, at one school.

    That is told whatever the other years say: no trend is needed for it, and none takes it away.
    """
    item = bank.items.get(series.item)
    if item is None or item.domain != "staff_conduct" or item.n1_concern not in ("act", "ask"):
        return False
    return series.scope == "school" and series.points[-1].count > 0


def _one_is_enough(series: Series, setting: Setting) -> TrendFinding:
    *earlier, last = series.points
    facts: dict[str, Fact] = {
        "last": last.school_year,
        "share_last": _share(last),
        "earlier": [[p.school_year, p.count, p.n] for p in earlier],
        "doubtful": _doubtful(series, last, setting.of_item[series.item]),
    }
    act = setting.bank.items[series.item].n1_concern == "act"
    return TrendFinding(
        "one_is_enough", facts, ("act", "no_proof") if act else ("ask", "near_route", "no_proof")
    )


def _doubtful(series: Series, point: Point, items: pd.DataFrame) -> int:
    """Return how many of a school's concerns are of respondents whose answers may not be meant."""
    own = items[
        (items["unit_kind"] == "school")
        & (items["school"] == series.school)
        & (items["school_year"] == point.school_year)
    ]
    return int(own["doubtful_concerns"].sum())


def _no_change(series: Series, estimate: Estimate, setting: Setting) -> TrendFinding:
    last = point_of(series, estimate.last)
    facts = {**ends(series, estimate), "detectable": estimate.detectable}
    return TrendFinding("no_change", facts, _caveats(series, last, "", setting))


def _special_causes(series: Series, setting: Setting) -> list[TrendFinding]:
    found = []
    for point in series.points:
        if point.point_type in ("special_cause_higher", "special_cause_lower"):
            facts: dict[str, Fact] = {
                "year": point.school_year,
                "share_year": _share(point),
                "rules": list(point.rules),
            }
            moves = "rise" if point.point_type == "special_cause_higher" else "fall"
            found.append(TrendFinding(point.point_type, facts, _caveats(series, point, moves, setting)))
    return found


def _composition(series: Series, same: Series | None) -> list[TrendFinding]:
    """Say how all schools together differ from those that can be compared in all years."""
    first, last = series.points[0], series.points[-1]
    if len(series.points) == 1:
        only: dict[str, Fact] = {"last": last.school_year, "share_last": _share(last), "broken": False}
        return [TrendFinding("too_few_years", only)]
    if same is None:
        told: dict[str, Fact] = {
            "first": first.school_year,
            "last": last.school_year,
            "share_first": _share(first),
            "share_last": _share(last),
        }
        return [TrendFinding("not_together", told)]
    if not any(b.kind == "schools" for b in series.breaks):
        return []
    facts: dict[str, Fact] = {
        "first": first.school_year,
        "last": last.school_year,
        "share_first": _share(first),
        "share_last": _share(last),
        "same": len(same.members),
        "same_first": _share(same.points[0]),
        "same_last": _share(same.points[-1]),
        "same_from": same.points[0].school_year,
    }
    return [TrendFinding("composition", facts)]


def _caveats(series: Series, point: Point, moves: str, setting: Setting) -> tuple[str, ...]:
    """Return what to bear in mind, the most important first."""
    item: Any = setting.bank.items.get(series.item)
    staff = series.domain == "staff_conduct"
    first = item.n1_concern if item is not None else None
    keys = []
    if first == "act" and point.count:
        keys.append("act")
    elif first == "ask" and point.count:
        keys.append("ask")
    if moves and staff and "act" not in keys:
        keys.append("near_route")
    if not moves and series.estimate is not None:
        keys.append("absent")
    if moves:
        keys.append("willing" if moves == "rise" else "threshold")
    if moves and series.respondent_type == "pupil":
        keys.append("other_pupils")
    if moves and point.count < FEW:
        keys.insert(min(len(keys), 2), "few")
    return tuple(keys[:MOST_CAVEATS])
