"""Headers as real exports have them: what must be recognised, and what never."""

import tomllib
from pathlib import Path

import pytest

from safetytool.bank import load_bank
from safetytool.recognise.items import match_items
from safetytool.wording import normalise

CORPUS = tomllib.loads((Path(__file__).parent / "data" / "headers.toml").read_text(encoding="utf-8"))
RECALL_WANTED = 0.95
ASKING = ["pupil", "pupil_reversed", "staff", "parent"]


def headers_of(section: str) -> list[tuple[str, str]]:
    return [
        (header, item) for item, block in CORPUS[section].items() for header in block.strip().splitlines()
    ]


def asks(header: str, respondent_type: str) -> tuple[str | None, bool]:
    match = match_items([header], load_bank(), respondent_type)[0]
    return match.item, match.reversed


@pytest.mark.parametrize("section", ASKING)
def test_a_recognised_header_is_never_given_another_item_or_direction(section):
    respondent_type, is_reversed = section.split("_")[0], section.endswith("reversed")
    wrong = {
        header: found
        for header, item in headers_of(section)
        if (found := asks(header, respondent_type))[0] is not None and found != (item, is_reversed)
    }
    assert wrong == {}


def test_most_headers_are_recognised():
    rows = [
        (header, item, section.split("_")[0]) for section in ASKING for header, item in headers_of(section)
    ]
    missed = [header for header, item, respondent_type in rows if asks(header, respondent_type)[0] != item]
    assert len(rows) >= 400
    assert 1 - len(missed) / len(rows) >= RECALL_WANTED, missed


@pytest.mark.parametrize("respondent_type", ["pupil", "staff", "parent"])
def test_what_asks_something_else_is_not_recognised(respondent_type):
    headers = CORPUS["nothing"][respondent_type].strip().splitlines()
    found = {header: item for header in headers if (item := asks(header, respondent_type)[0])}
    assert found == {}


def test_most_of_the_corpus_is_not_literally_in_the_bank():
    wordings = {
        normalise(line)
        for item in load_bank().items.values()
        for lines in (*item.wordings.values(), *item.reversed_wordings.values())
        for line in lines
    }
    headers = [header for section in ASKING for header, _ in headers_of(section)]
    assert sum(normalise(header) in wordings for header in headers) / len(headers) < 0.2
