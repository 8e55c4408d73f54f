"""What `analyse` writes is read; whatever else JSON can hold is refused with one clear error."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetytool.bank.model import LANGUAGES, Language
from safetytool.errors import InputError
from safetytool.questions import plan, read_signals
from safetytool.write.json_file import json_bytes, signals_json
from tests.questions.test_signals_file import document
from tests.write.outcomes import empty, full, quiet

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["schema_version", "signals", "coverage", "unit"]), inner)
    ),
    max_leaves=12,
)


def read_or_refuse(value: object) -> None:
    """Read a document; every refusal names the file and what to do, and nothing else is raised."""
    said = ""
    try:
        read_signals(value, "mine.json")  # type: ignore[arg-type]
    except InputError as error:
        said = str(error)
    assert not said or ("mine.json" in said and "safetytool analyse" in said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [full, quiet, empty])
def test_what_analyse_writes_is_read(make, language: Language) -> None:
    outcome = make(language)
    signals = read_signals(json.loads(json_bytes(signals_json(outcome))), "signals.json")
    assert [s.id for s in signals] == [s.id for s in outcome.signals]
    assert [s.tier for s in signals] == [s.tier for s in outcome.signals]
    assert bool(plan(signals, language=language)) == bool(signals)


@given(ANYTHING)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_json_is_read_or_refused(value: object) -> None:
    read_or_refuse(value)


@given(st.sampled_from(sorted(document()["signals"][0])), ANYTHING)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_any_value_in_a_signal_is_read_or_refused(key: str, value: object) -> None:
    broken = document()
    broken["signals"][0][key] = value
    read_or_refuse(broken)


@given(
    st.sampled_from(["school", "school_year", "respondent_type", "respondents", "invited"]),
    ANYTHING,
)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_value_in_a_coverage_row_is_read_or_refused(key: str, value: object) -> None:
    broken = document(
        detector="response", items=[], unit={"kind": "school", "name": "99XA00"}, count=12, n=40
    )
    broken["coverage"][0][key] = value
    read_or_refuse(broken)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"tier": "urgent"}, "'tier' that is not known: 'urgent'"),
        ({"detector": "guess"}, "'detector' that is not known: 'guess'"),
        ({"unit": {"kind": "team", "name": "x"}}, "the unit of signal 1 has a 'kind' that is not known"),
        ({"domain": "mood"}, "'domain' that is not known"),
        ({"count": "7"}, "'count' of the wrong kind"),
        ({"reasons": [{"detector": "guess"}]}, "reason 1"),
    ],
)
def test_what_is_wrong_is_named(change: dict, what: str) -> None:
    with pytest.raises(InputError) as refused:
        read_signals(document(**change), "mine.json")
    assert what in str(refused.value)
