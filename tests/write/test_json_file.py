"""signals.json: literally what other programs rely on."""

import json
import math
from dataclasses import replace

import pytest
from outcomes import empty, full, signal

from safetytool import __version__
from safetytool.bank.model import LANGUAGES, Language
from safetytool.write.json_file import json_bytes, signals_json

SIGNAL_KEYS = [
    "id", "school_year", "school", "unit", "detector", "tier", "domain", "actor", "sources", "items",
    "count", "n", "rate", "interval", "expected", "evidence", "title", "explanation", "caveats", "route",
    "questions", "reasons",
]  # fmt: skip
REASON_KEYS = ["detector", "tier", "unit", "items", "count", "n", "rate", "expected", "probability", "text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_and_order(language: Language) -> None:
    document = json.loads(json_bytes(signals_json(full(language))))
    assert list(document) == [
        "schema_version",
        "tool",
        "inputs",
        "settings",
        "coverage",
        "advisors",
        "signals",
    ]
    assert document["schema_version"] == 1
    assert document["tool"] == f"safetytool {__version__}"
    for told in document["signals"]:
        assert list(told) == SIGNAL_KEYS
        assert list(told["unit"]) == ["kind", "name"]
        assert all(list(reason) == REASON_KEYS for reason in told["reasons"])


def test_coverage_rows_are_sorted_and_complete() -> None:
    coverage = signals_json(full("nl"))["coverage"]
    assert [(r["school"], r["respondent_type"]) for r in coverage] == [
        ("12AB00", "pupil"), ("12AB00", "staff"), ("23CD00", "pupil"), ("34EF00", "pupil")
    ]  # fmt: skip
    assert list(coverage[0]) == [
        "school", "school_year", "respondent_type", "respondents", "invited",
        "response_rate", "domains", "doubtful",
    ]  # fmt: skip
    assert coverage[0]["response_rate"] == 0.887097
    assert coverage[0]["doubtful"]["respondents"] == 3
    assert coverage[0]["doubtful"]["share"] == 0.0136364
    assert coverage[0]["doubtful"]["classes"][0] == {
        "class": "7A", "respondents": 24, "doubtful": 2, "share": 0.0833333
    }  # fmt: skip
    assert coverage[3]["invited"] is None


def test_values_are_those_of_the_signal() -> None:
    act = signals_json(full("nl"))["signals"][0]
    assert (act["tier"], act["count"], act["n"], act["rate"]) == ("act", 1, 22, 0.0454545)
    assert act["interval"] == [0.0012, 0.2284]
    assert act["unit"] == {"kind": "class", "name": "2B"}
    assert "0900 111 3 111" in act["route"]
    board = signals_json(full("nl"))["signals"][-1]
    assert board["school"] is None
    assert board["count"] is None


def test_numbers_are_rounded_and_never_nan() -> None:
    evidence = signals_json(full("nl"))["signals"][0]["evidence"]
    assert evidence["rho"] == 0.0123457
    assert evidence["nothing"] is None
    assert evidence["years"] == ["2024-2025"]
    text = json_bytes(signals_json(replace(full("nl"), signals=(signal("nl", "bullied", rate=math.inf),))))
    assert b"Infinity" not in text
    assert json.loads(text)["signals"][0]["rate"] is None


def test_bytes_are_the_same_each_time_and_readable() -> None:
    first, second = json_bytes(signals_json(full("nl"))), json_bytes(signals_json(full("nl")))
    assert first == second
    assert first.endswith(b"}\n")
    assert "één antwoord" in first.decode("utf-8")


def test_nothing_gives_empty_lists() -> None:
    document = signals_json(empty("en"))
    assert document["coverage"] == []
    assert document["signals"] == []
