"""Answers that say more than their scale value: an opening yes or no, brackets, typed smileys."""

from collections.abc import Mapping

import pytest

from safetytool.bank import load_bank
from safetytool.codes import NOT_UNDERSTOOD
from safetytool.read.model import Cell
from safetytool.recognise.answers import OPENING, AnswerReading, read_answers
from tests.recognise.tables import column

BANK = load_bank()


def read(item: str, counts: Mapping[Cell, int]) -> tuple[AnswerReading, str, dict[Cell, str]]:
    """Read a column with these answers; with the scale, and what each distinct answer means on it."""
    cells = [cell for cell, count in counts.items() for _ in range(count)]
    found = read_answers(column("a question", cells), BANK.items[item], BANK)
    assert found.answers is not None, found.why
    values = BANK.scales[found.answers.scale].values
    codes = found.answers.codes.tolist()
    words = [values[code] if code >= 0 else "?" if code == NOT_UNDERSTOOD else "none" for code in codes]
    return found, found.answers.scale, dict(zip(counts, words, strict=True))


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("Ja, in de gymzaal", "yes"), ("ja - door een stagiair", "yes"), ("Yes, in the gym", "yes"),
        ("Nee, dit heb ik niet meegemaakt", "no"), ("No; nothing like that", "no"),
    ],
)  # fmt: skip
def test_an_opening_yes_or_no_counts(answer: str, meaning: str) -> None:
    found, scale, words = read("pupil.staff_touch", {"Nee": 20, "Ja": 1, answer: 1})
    assert scale == "yes_no"
    assert words[answer] == meaning
    assert OPENING <= found.confidence < 1
    assert "opening" in found.why


@pytest.mark.parametrize(
    "answer",
    [
        "Nee, maar soms wel",
        "Nee, alleen op het plein",
        "Ja, maar niet door een leraar",
        "Ja, 7 keer",
        "Ja graag",
        "Neeltje, 7",
    ],
)
def test_what_takes_it_back_is_not_understood(answer: str) -> None:
    found, _, words = read("pupil.staff_touch", {"Nee": 20, "Ja": 3, answer: 1})
    assert words[answer] == "?"
    assert found.not_understood == ((answer, 1),)


def test_an_opening_never_outweighs_answers_that_are_known_in_full() -> None:
    _, scale, words = read(
        "pupil.bullied", {"Nee": 50, "Ja, 1 of 2 keer": 4, "Ja, elke week": 2, "Ja, op het plein": 1}
    )
    assert scale == "events"
    assert words["Ja, elke week"] == "weekly"
    assert words["Ja, op het plein"] == "?"


def test_a_single_yes_with_an_explanation_decides_between_scales_that_share_no() -> None:
    _, scale, words = read("pupil.staff_touch", {"Nee": 398, "Ja, in de gymzaal": 1})
    assert scale == "yes_no"
    assert words["Ja, in de gymzaal"] == "yes"


def test_an_explanation_in_brackets_is_more_exact_than_the_word_before_it() -> None:
    _, scale, words = read(
        "pupil.bullied", {"Nooit (0 keer)": 40, "Soms (1-2 keer)": 5, "Vaak (elke week)": 1}
    )
    assert scale == "events"
    assert list(words.values()) == ["never", "once_or_twice", "weekly"]


def test_a_bracketed_word_in_front_joins_two_answers_into_the_milder() -> None:
    _, _, words = read("pupil.staff_touch", {"(bijna) nooit": 300, "(heel) vaak": 1, "soms": 2})
    assert words["(bijna) nooit"] == "never"
    _, _, words = read("pupil.safe_in_class", {"(helemaal) mee eens": 3, "(helemaal) mee oneens": 1})
    assert list(words.values()) == ["agree", "disagree"]


def test_degrees_turn_with_the_question_and_own_meanings_do_not() -> None:
    item = BANK.items["pupil.feels_safe"]
    degrees = read_answers(column("q", ["helemaal niet", "heel erg"]), item, BANK, reversed=True)
    assert degrees.answers is not None
    assert degrees.answers.codes.tolist() == [4, 0]
    own = read_answers(column("q", ["heel onveilig", "veilig"]), item, BANK, reversed=True)
    assert own.answers is not None
    assert own.answers.codes.tolist() == [0, 3]


def test_smileys_are_read_only_where_the_good_answer_is_known() -> None:
    assert read("pupil.likes_school", {":)": 3, ":|": 2, "☹️": 1})[2] == {
        ":)": "good", ":|": "neutral", "☹️": "bad",
    }  # fmt: skip
    smileys = column("q", ["😀", "🙁"])
    assert read_answers(smileys, BANK.items["pupil.afraid_of_staff"], BANK).answers is None
    assert read_answers(smileys, BANK.items["pupil.feels_safe"], BANK, reversed=True).answers is None


def test_crosses_are_not_read_because_an_empty_cell_may_be_no() -> None:
    found = read_answers(column("q", ["x", None, None]), BANK.items["pupil.staff_touch"], BANK)
    assert found.answers is None
    assert "only crosses" in found.why


def test_frequency_and_events_share_their_labels_place_by_place() -> None:
    frequency, events = BANK.scales["frequency"], BANK.scales["events"]
    shared = frequency.variants.keys() & events.variants.keys()
    assert shared
    for wording in shared:
        place = frequency.values.index(frequency.variants[wording])
        assert events.values.index(events.variants[wording]) == place, wording
