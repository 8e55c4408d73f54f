"""Reading signals.json: what it promises, and a clear refusal of everything else."""

import copy

import pytest

from safetytool.errors import InputError
from safetytool.questions import question_ids, read_signals
from safetytool.questions.signals_file import SCHEMA_VERSION
from safetytool.write import json_file


def document(**changes):
    entry = {
        "id": "abc",
        "school_year": "2024-2025",
        "school": "99XA00",
        "unit": {"kind": "class", "name": "7A"},
        "detector": "cluster",
        "tier": "ask",
        "domain": "impairment",
        "actor": "pupil",
        "sources": ["monitor"],
        "items": ["pupil.bullied"],
        "count": 7,
        "n": 24,
        "title": "t",
        "explanation": "e",
        "reasons": [{"detector": "cluster"}, {"detector": "sentinel"}, {"detector": "cluster"}],
        **changes,
    }
    coverage = {"school": "99XA00", "school_year": "2024-2025", "respondents": 12, "invited": 40}
    return {
        "schema_version": 1,
        "coverage": [{**coverage, "respondent_type": "staff"}],
        "signals": [entry],
    }


def test_a_signal_is_read() -> None:
    (one,) = read_signals(document(), "signals.json")
    assert (one.unit_kind, one.unit_name, one.count, one.n) == ("class", "7A", 7, 24)
    assert one.detectors == ("cluster", "sentinel")
    assert one.respondent_type == "pupil"
    assert question_ids(one)
    assert SCHEMA_VERSION == json_file.SCHEMA_VERSION


def test_whose_response_it_is_comes_from_the_coverage() -> None:
    low = {
        "detector": "response",
        "items": [],
        "domain": None,
        "reasons": [],
        "sources": ["monitor", "schools"],
    }
    school = {"unit": {"kind": "school", "name": "99XA00"}}
    assert read_signals(document(**low, **school, count=12, n=40), "x")[0].respondent_type == "staff"
    assert read_signals(document(**low, **school, count=13, n=40), "x")[0].respondent_type is None
    assert read_signals(document(**low, count=13, n=25), "x")[0].respondent_type == "pupil"


@pytest.mark.parametrize("whole", [None, [], "x", 3, {}, {"schema_version": "1"}, {"schema_version": True}])
def test_what_is_no_object_of_this_kind_is_refused(whole) -> None:
    with pytest.raises(InputError, match="signals\\.json"):
        read_signals(whole, "signals.json")


def test_another_version_is_refused_with_both_numbers() -> None:
    with pytest.raises(InputError, match="version 2, and version 1"):
        read_signals({**document(), "schema_version": 2}, "signals.json")


@pytest.mark.parametrize("key", sorted(document()["signals"][0]))
def test_a_missing_key_is_named(key: str) -> None:
    broken = document()
    del broken["signals"][0][key]
    with pytest.raises(InputError, match=f"signal 1 has no '{key}'"):
        read_signals(broken, "signals.json")


@pytest.mark.parametrize("key", sorted(document()["signals"][0]))
@pytest.mark.parametrize("value", [1.5, True, {"a": 1}, [3], "not known"])
def test_a_value_of_the_wrong_kind_is_refused_or_a_text(key: str, value) -> None:
    broken = copy.deepcopy(document())
    broken["signals"][0][key] = value
    free_text = key in ("id", "school_year", "school", "actor", "title", "explanation")
    if isinstance(value, str) and free_text:
        assert len(read_signals(broken, "signals.json")) == 1
        return
    with pytest.raises(InputError, match=r"signals\.json"):
        read_signals(broken, "signals.json")


@pytest.mark.parametrize("signals", [None, {}, "x", [1], [None]])
def test_a_list_that_is_none_is_refused(signals) -> None:
    with pytest.raises(InputError):
        read_signals({**document(), "signals": signals}, "signals.json")


def test_no_signals_are_no_error() -> None:
    assert read_signals({**document(), "signals": []}, "signals.json") == ()
