from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.read.cells import clean, clean_text, encode, subset

RAW = st.one_of(
    st.text(max_size=6),
    st.integers(-3, 3),
    st.floats(-3, 3).map(lambda number: round(number, 1)),
    st.booleans(),
    st.none(),
    st.dates(),
)


def column(*cells: object) -> np.ndarray:
    raw = np.empty(len(cells), dtype=object)
    raw[:] = cells
    return raw


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  soms ", "soms"),
        ("niet\u00a0zo\u2009 veilig", "niet zo veilig"),
        ("ve\u00adilig\u200b", "veilig"),
        ("een\r\ntwee", "een twee"),
        ("een_x000D_twee", "een twee"),
        ("e\u0301e\u0301n keer", "\u00e9\u00e9n keer"),
        ("\ufeffSchool", "School"),
        ("\u202b\u202c", ""),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_text_keeps_only_what_shows(raw: str, text: str) -> None:
    assert clean_text(raw) == text


@given(st.text())
def test_clean_text_is_stable(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert once == once.strip()


@pytest.mark.parametrize(
    "error", ["#N/A", "#N/B", "#n/b", "#DEEL/0!", "#VERW!", "#REF!", "#WAARDE!", "#VALUE!"]
)
def test_errors_of_formulas_are_empty(error: str) -> None:
    assert clean(error) is None


def test_kinds_of_numbers() -> None:
    cells = [clean(raw) for raw in (3.0, 2.5, True, "3", np.float64(4), np.bool_(False), float("nan"))]
    assert cells == [3, 2.5, True, "3", 4, False, None]
    assert [type(cell) for cell in cells[:6]] == [int, float, bool, str, int, bool]


def test_dates_stay_dates() -> None:
    assert clean(datetime(2024, 9, 1, 8, 30)) == datetime(2024, 9, 1, 8, 30)
    assert clean(date(2024, 9, 1)) == date(2024, 9, 1)


def test_equal_after_cleaning_is_one_value() -> None:
    codes, values = encode(column("soms", " soms", "soms\u00a0", "", None, "#N/B", 1.0, 1))
    assert values == ("soms", 1)
    assert codes.tolist() == [0, 0, 0, -1, -1, -1, 1, 1]


def test_true_is_not_one() -> None:
    codes, values = encode(column(1, True, 0.0, False, "1", None))
    assert [repr(value) for value in values] == ["1", "0", "'1'", "True", "False"]
    assert codes.tolist() == [0, 3, 1, 4, 2, -1]


@given(st.lists(RAW, max_size=30))
def test_encoding_says_the_same_as_cleaning_each_cell(raw: list[object]) -> None:
    codes, values = encode(column(*raw))
    decoded = [None if code < 0 else values[code] for code in codes]
    expected = [clean(cell) for cell in raw]
    assert list(map(repr, decoded)) == list(map(repr, expected))
    assert len({repr(value) for value in values}) == len(values)


@given(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=20), st.data())
def test_subset_keeps_the_cells_and_drops_unused_values(raw: list[object], data: st.DataObject) -> None:
    rows = sorted(data.draw(st.sets(st.integers(0, len(raw) - 1))))
    codes, values = subset(*encode(column(*raw)), np.array(rows, dtype=np.int64))
    assert [None if code < 0 else values[code] for code in codes] == [raw[row] for row in rows]
    kept = {raw[row] for row in rows}
    assert list(values) == [value for value in dict.fromkeys(raw) if value is not None and value in kept]
