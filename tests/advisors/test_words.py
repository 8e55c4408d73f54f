"""The words of advisors: a corpus of words and their meaning, and traps of who is meant."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from safetytool.advisors.counts import read_count, zero_stated
from safetytool.advisors.labels import read_label
from safetytool.advisors.people import People, read_people
from safetytool.advisors.words import PEOPLE, word_lists
from safetytool.codes import CATEGORIES

CORPUS: dict[str, dict[str, list[Any]]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)


def pairs(section: str) -> list[tuple[str, str]]:
    return [(word, meaning) for meaning, words in CORPUS[section].items() for word in words]


@pytest.mark.parametrize(("words", "category"), pairs("category"))
def test_categories(words: str, category: str) -> None:
    found = read_label(words).category
    assert found == (None if category == "not known" else category)


@pytest.mark.parametrize(("words", "person"), pairs("person"))
def test_people(words: str, person: str) -> None:
    found = read_people(words)
    expected = "" if person == "not certain" else person
    assert (found.first if not found.second else "") == expected


@pytest.mark.parametrize(("words", "about"), pairs("category_about"))
def test_whose_conduct_a_category_names(words: str, about: str) -> None:
    assert read_label(words).about == (None if about == "nobody" else about)


@pytest.mark.parametrize(("words", "state"), pairs("count"))
def test_counts(words: str, state: str) -> None:
    found = read_count(words)
    assert (str(found.number) if found.state == "number" else found.state) == state


@pytest.mark.parametrize("words", CORPUS["zero"]["stated"])
def test_stated_zero(words: str) -> None:
    assert zero_stated(words) == ""


@pytest.mark.parametrize("words", CORPUS["zero"]["not_stated"])
def test_no_zero(words: str) -> None:
    assert zero_stated(words) != ""


def test_every_list_has_a_code() -> None:
    assert set(word_lists()["category"]) == set(CATEGORIES)
    assert set(word_lists()["person"]) == set(PEOPLE)


@pytest.mark.parametrize("section", ["category", "person", "headings"])
def test_a_word_has_one_meaning(section: str) -> None:
    words = [word for found in word_lists()[section].values() for word in found]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("word", word_lists()["person"]["staff"])
def test_a_slip_never_turns_staff_into_a_pupil(word: str) -> None:
    """Every staff word with a letter left out, doubled or swapped is staff or nothing certain."""
    slips = {word[:i] + word[i + 1 :] for i in range(len(word))}
    slips |= {word[:i] + word[i] + word[i:] for i in range(len(word))}
    slips |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    wrong = {slip for slip in slips if len(slip) > 4 and read_people(slip) == People("pupil")}
    assert not wrong
