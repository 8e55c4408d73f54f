"""A column that nobody answered takes no item from one with answers."""

import pytest

from safetytool.bank import load_bank
from safetytool.read.model import Sheet, Source
from safetytool.recognise import recognise
from tests.recognise.tables import column, table

PUPILS, STAFF = "How safe do you feel in and around school?", "How safe do you feel at work?"


def items(*columns: tuple[str, list[str | None]]) -> dict[str, str | None]:
    sheet = Sheet("Blad1", table(*(column(*c, position=i) for i, c in enumerate(columns))), "")
    (found,) = recognise(Source("a.xlsx", "a.xlsx", "0", (sheet,)), load_bank()).sheets
    return {m.column.header: m.item for m in found.columns if m.answers is not None and m.item}


@pytest.mark.parametrize("first", [True, False])
def test_the_empty_columns_of_pupils_do_not_dispute_those_of_staff(first: bool) -> None:
    """Hypothesis found it: a file of the staff alone, made from one of everybody."""
    questions = [(PUPILS, [None] * 6), (STAFF, ["unsafe", *["safe"] * 5])]
    found = items(("Respondent type", ["staff"] * 6), *(questions if first else questions[::-1]))
    assert found[STAFF] == "staff.feels_safe"
    assert PUPILS not in found


def test_an_empty_column_that_nobody_else_asks_was_asked() -> None:
    found = items(
        ("Respondent type", ["pupil"] * 6), (PUPILS, [None] * 6), ("Are you bullied?", ["never"] * 6)
    )
    assert found[PUPILS] == "pupil.feels_safe"
