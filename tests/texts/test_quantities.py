"""Numbers in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.texts.quantities import listing, number, percent, rate_words, rounded, share_of


@pytest.mark.parametrize(
    ("rate", "nl", "en"),
    [
        (0, "vrijwel niemand", "hardly anyone"),
        (0.02, "ongeveer 1 op de 50", "about 1 in 50"),
        (1 / 583, "ongeveer 1 op de 600", "about 1 in 600"),
        (1 / 12_400, "ongeveer 1 op de 12.000", "about 1 in 12,000"),
        (1e-9, "minder dan 1 op de 1.000.000", "fewer than 1 in 1,000,000"),
        (0.35, "ongeveer 35%", "about 35%"),
        (0.999, "vrijwel iedereen", "nearly everyone"),
    ],
)
def test_rates(rate: float, nl: str, en: str) -> None:
    assert rate_words(rate, "nl") == nl
    assert rate_words(rate, "en") == en


@given(st.floats(1, 1e6))
def test_rounding_stays_close(n: float) -> None:
    assert abs(rounded(n) - n) <= max(0.5, 0.145 * n)


@given(st.floats(1, 1e6), st.floats(1, 1e6))
def test_rounding_keeps_the_order(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert rounded(low) <= rounded(high)


def test_shares() -> None:
    nouns = ("leerling", "leerlingen")
    assert share_of(4, 24, nouns, "nl") == "4 van de 24 leerlingen"
    assert share_of(1, 1, nouns, "nl") == "1 van de 1 leerling"
    assert share_of(0, 24, nouns, "nl") == "geen van de 24 leerlingen"
    assert share_of(1, None, nouns, "nl") == "1 leerling"
    assert share_of(0, None, nouns, "nl") == "geen enkele leerling"


def test_numbers_and_lists() -> None:
    assert number(1240, "nl") == "1.240"
    assert number(1240, "en") == "1,240"
    assert percent(0.005, "nl") == "0,5%"
    assert percent(0.61, "en") == "61%"
    assert listing(["a", "b", "c"], "nl") == "a, b en c"
    assert listing(["a"], "en") == "a"
    assert listing([], "en") == ""
