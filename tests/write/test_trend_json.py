"""trend.json: the contract's keys, one series after another, and nothing that differs between runs."""

import json
from typing import Any

import pytest
import trends

from safetytool.bank.model import LANGUAGES, Language
from safetytool.write.json_file import json_bytes
from safetytool.write.trend_json import trend_json

POINT = {"school_year", "count", "n", "rate", "interval", "point_type"}
SERIES = {"school", "unit", "label", "points", "comparable", "findings"}


def contents(language: Language = "nl") -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json_bytes(trend_json(trends.full(language))))
    return read


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contract(language: Language) -> None:
    made = contents(language)
    assert made["schema_version"] == 1
    assert len(made["series"]) == len(trends.full().series)
    for series in made["series"]:
        assert set(series) >= SERIES
        assert ("item" in series) != ("category" in series)
        assert series["unit"]["kind"] in ("school", "board")
        assert (series["school"] is None) == (series["unit"]["kind"] == "board")
        assert all(set(point) >= POINT for point in series["points"])
        assert all(len(stretch) == 2 for stretch in series["comparable"])
        assert all(set(one) >= {"kind", "text", "caveats"} for one in series["findings"])


def test_a_series_with_everything() -> None:
    board, _, rising = contents()["series"][:3]
    assert board["school"] is None
    assert board["unit"] == {"kind": "board", "name": "alle scholen samen"}
    assert board["item"] == "pupil.afraid_of_staff"
    assert board["comparable"] == [["2019-2020", "2019-2020"], ["2020-2021", "2023-2024"]]
    first = board["points"][0]
    assert (first["school_year"], first["count"], first["n"], first["rate"]) == (
        "2019-2020",
        14,
        210,
        0.0666667,
    )
    assert first["point_type"] == "too_few_points"
    assert board["breaks"][0]["kind"] == "wording"
    assert board["breaks"][0]["text"] == trends.WORDING
    assert board["estimate"]["probability_rise"] == 0.812346
    assert board["estimate"]["change"] == 0.0123457
    assert board["estimate"]["line"][0] == {"school_year": "2020-2021", "fitted": 0.07}
    assert rising["school"] == rising["unit"]["name"] == "02BB00"
    assert rising["findings"][0]["kind"] == "rise"
    assert rising["findings"][0]["caveats"] == [trends.CAVEAT]


def test_published_figures_are_of_no_school() -> None:
    total, part = contents()["series"][-2:]
    assert total["school"] is None
    assert total["unit"] == {"kind": "board", "name": "Inspectie van het Onderwijs"}
    assert total["category"] == "total"
    assert (total["points"][3]["change"], total["points"][3]["since_first"]) == (409, 856)
    assert total["points"][3]["n"] is None
    assert total["points"][3]["rate"] is None
    assert part["part_of"] == "sexual abuse"
    assert part["source"] == "cijfers.csv"


def test_judged_and_lead() -> None:
    made = contents()
    assert (made["judged"], made["stated_error"]) == (412, 0.02)
    assert made["lead"][0] == {"series": 2, "finding": 0}
    assert made["inputs"][0]["rows"] == 900


def test_same_outcome_same_bytes() -> None:
    assert json_bytes(trend_json(trends.full())) == json_bytes(trend_json(trends.full()))
