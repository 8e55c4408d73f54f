"""Questions that look like an item and are not: none may be taken for it, and the real ones must be found."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.bank import load_bank
from safetytool.recognise.items import match_items

RECALL_WANTED = 0.95


@dataclass(frozen=True)
class Case:
    respondent_type: str
    header: str
    item: str | None
    reversed: bool = False

    def __str__(self):
        return f"{self.respondent_type}: {self.header}"


def read_cases(name):
    document = tomllib.loads((Path(__file__).parent / "data" / name).read_text(encoding="utf-8"))
    for section, blocks in document.items():
        for key, block in blocks.items():
            for header in block.strip().splitlines():
                if section == "nothing":
                    yield Case(key, header, None)
                else:
                    kind, _, turned = section.partition("_")
                    yield Case(kind, header, key, turned == "reversed")


CASES = list(read_cases("traps.toml"))
ASKING = [case for case in CASES if case.item]
PUPIL_HEADERS = [case.header for case in ASKING if case.respondent_type == "pupil"]


def ask(case):
    return match_items([case.header], load_bank(), case.respondent_type)[0]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_question_is_never_taken_for_another(case):
    found = ask(case)
    assert found.item in {None, case.item}
    assert found.item is None or found.reversed == case.reversed


def test_nearly_every_question_is_recognised():
    missed = [case.header for case in ASKING if ask(case).item is None]
    assert len(missed) <= (1 - RECALL_WANTED) * len(ASKING), missed


@given(st.permutations(PUPIL_HEADERS[::6]))
def test_the_order_of_the_columns_does_not_matter(headers):
    def items_of(columns):
        found = match_items(columns, load_bank(), "pupil")
        return dict(zip(columns, (match.item for match in found), strict=True))

    assert items_of(headers) == items_of(sorted(headers))
