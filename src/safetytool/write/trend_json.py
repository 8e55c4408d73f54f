"""trend.json: every series with its points, breaks and findings. Same outcome, same bytes; no clock in it."""

from dataclasses import asdict
from typing import Any, Final

from safetytool import __version__
from safetytool.trend.model import Break, Point, Series, ToldSeries, TrendOutcome
from safetytool.write.json_file import rounded

SCHEMA_VERSION: Final = 1


def trend_json(outcome: TrendOutcome) -> dict[str, Any]:
    """The contents of trend.json.

    Rates are shares (0 to 1). A number that has no meaning is null. Every series has either `item` or
    `category`; `school` is null where it is about no single school.
    """
    contents: dict[str, Any] = rounded(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": f"safetytool {__version__}",
            "inputs": [dict(source) for source in outcome.inputs],
            "settings": dict(outcome.settings),
            "school_years": outcome.years,
            "judged": outcome.judged,
            "stated_error": outcome.stated_error,
            "loop": [asdict(row) for row in outcome.loop],
            "lead": [{"series": series, "finding": finding} for series, finding in outcome.lead],
            "notes": outcome.notes,
            "series": [_series(told) for told in outcome.series],
        }
    )
    return contents


def _series(told: ToldSeries) -> dict[str, Any]:
    series = told.series
    subject = {"item": series.item} if series.item else {"category": series.category}
    return {
        "school": series.school or None,
        "unit": _unit(told),
        **subject,
        "label": told.label,
        "scope": series.scope,
        "respondent_type": series.respondent_type or None,
        "domain": series.domain or None,
        "about": series.about or None,
        "part_of": series.part_of or None,
        "sector": series.sector or None,
        "source": series.source or None,
        "counted": series.unit or None,
        "members": series.members,
        "theme": told.theme,
        "message": told.message,
        "points": [_point(point) for point in series.points],
        "comparable": series.comparable,
        "breaks": [_break(one, text) for one, text in zip(series.breaks, told.breaks, strict=True)],
        "estimate": _estimate(series),
        "limits": asdict(series.limits) if series.limits else None,
        "findings": [
            {"kind": said.kind, "text": said.text, "caveats": said.caveats, "short": said.short}
            for said in told.said
        ],
    }


def _unit(told: ToldSeries) -> dict[str, str]:
    """A school by its key, as in signals.json; anything larger by its name."""
    school = told.series.school
    return {"kind": "school", "name": school} if school else {"kind": "board", "name": told.place}


def _point(point: Point) -> dict[str, Any]:
    return {
        "school_year": point.school_year,
        "count": point.count,
        "n": point.n,
        "rate": point.rate,
        "interval": point.interval,
        "point_type": point.point_type,
        "rules": point.rules,
        "schools": point.schools,
        "change": point.change,
        "since_first": point.since_first,
    }


def _break(one: Break, text: str) -> dict[str, Any]:
    return {"before": one.before, "after": one.after, "kind": one.kind, "text": text, "facts": one.facts}


def _estimate(series: Series) -> dict[str, Any] | None:
    if series.estimate is None:
        return None
    line = [{"school_year": year, "fitted": fitted} for year, fitted in series.estimate.line]
    return asdict(series.estimate) | {"line": line}
