"""Messages quote what stands in files, and stay one readable message."""

import pytest

from safetytool.errors import InputError, Place


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\x00b\rc\td", r"a\x00b\rc\td"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\udc80", r"\udc80"),
        ("é ‘n’ 学", "é ‘n’ 学"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_what_a_terminal_obeys_or_cannot_print_is_spelled_out(quoted: str, shown: str) -> None:
    error = InputError(quoted, do=quoted, place=Place(file=quoted, column=quoted))
    assert str(error) == f"{shown}, column '{shown}': {shown}. {shown}."
    assert error.what == quoted


def test_a_cell_of_a_megabyte_is_not_quoted_whole() -> None:
    assert len(str(InputError("x" * 1_000_000, do="Shorten it", place=Place("a.csv")))) < 1_050
    assert str(InputError("x" * 1_000_000, do="Shorten it")).endswith("x…. Shorten it.")
