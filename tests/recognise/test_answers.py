"""What the answers to a question mean: on which scale, which way round, and what is not understood."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.bank import load_bank
from safetytool.codes import MISSING, NOT_UNDERSTOOD, WITHHELD
from safetytool.read.model import Cell
from safetytool.recognise.answers import AnswerReading, read_answers
from tests.recognise.tables import column

BANK = load_bank()
CODES = {WITHHELD: "withheld", MISSING: "missing", NOT_UNDERSTOOD: "?"}
FREQUENCY = {1: "never", 2: "rarely", 3: "sometimes", 4: "often", 5: "always"}


def read(
    item: str,
    *cells: Cell,
    labels: Mapping[Cell, str] | None = None,
    header: str = "",
    reversed_: bool = False,
    profile: Mapping[str, str] | None = None,
    scale: str | None = None,
) -> AnswerReading:
    given_column = column(header, cells, labels=labels)
    return read_answers(
        given_column, BANK.items[item], BANK, reversed=reversed_, profile_answers=profile, scale=scale
    )


def meanings(found: AnswerReading, *cells: Cell) -> dict[Cell, str]:
    """The value of each distinct cell, in words."""
    assert found.answers is not None, found.why
    values = BANK.scales[found.answers.scale].values
    codes = found.answers.codes.tolist()
    return {
        cell: values[code] if code >= 0 else CODES[code]
        for cell, code in zip(dict.fromkeys(cells), codes, strict=True)
    }


@pytest.mark.parametrize(
    ("item", "scale", "expected"),
    [
        ("pupil.feels_safe", "safety", {
            "Heel veilig": "very_safe", "veilig\u00a0": "safe", "Niet veilig en niet onveilig": "neutral",
            "ONVEILIG.": "unsafe", "niet zo veilig": "unsafe", "Zeer onveilig": "very_unsafe",
            "helemaal niet veilig": "very_unsafe",
        }),
        ("pupil.feels_safe", "safety", {
            "not at all safe": "very_unsafe", "not very safe": "unsafe", "quite safe": "safe",
            "very safe": "very_safe",
        }),
        ("pupil.feels_safe", "safety", {
            "😀": "very_safe", "😐": "neutral",
        }),
        ("pupil.feels_safe", "frequency", {
            "Ja, altijd": "always", "Meestal wel": "often", "Nee, nooit": "never",
        }),
        ("pupil.afraid_of_staff", "frequency", {
            "Nooit": "never", "(bijna) nooit": "never", "Zelden": "rarely", "Bijna nooit": "rarely",
            "Af en toe": "sometimes", "Vaak": "often", "Altijd": "always", "never": "never",
            "Sometimes": "sometimes", "most of the time": "often",
        }),
        ("pupil.afraid_of_staff", "frequency", {
            "Nee": "never", "Ja, soms": "sometimes", "Ja, vaak": "often",
        }),
        ("pupil.bullied", "events", {
            "Nooit": "never", "1 of 2 keer": "once_or_twice", "2 of 3 keer per maand": "monthly",
            "ongeveer 1x per week": "weekly", "Meerdere keren per week": "weekly",
            "(bijna) elke dag": "daily",
        }),
        ("pupil.bullied", "events", {
            "nooit": "never", "zelden": "once_or_twice", "soms": "monthly", "vaak": "weekly",
            "altijd": "daily",
        }),
        ("pupil.bullied", "events", {
            "never": "never", "once or twice": "once_or_twice", "about once a week": "weekly",
        }),
        ("pupil.staff_touch", "events", {
            "Nee": "never", "Ja, één keer": "once_or_twice", "Ja, vaker dan één keer": "monthly",
        }),
        ("pupil.staff_touch", "yes_no", {
            "Ja": "yes", "Nee": "no",
        }),
        ("pupil.knows_whom_to_tell", "yes_no", {
            "Ja": "yes", "Een beetje": "partly", "Nee": "no",
        }),
        ("pupil.knows_whom_to_tell", "yes_no", {
            "WAAR": "yes", "ONWAAR": "no",
        }),
        ("pupil.knows_whom_to_tell", "yes_no", {
            True: "yes", False: "no",
        }),
        ("pupil.likes_school", "liking", {
            "Heel leuk": "very_good", "Gaat wel": "neutral", "Niet zo leuk": "bad",
            "Helemaal niet leuk": "very_bad",
        }),
        ("pupil.told_and_helped", "helped", {
            "Ja, het hielp": "yes", "Het werd erger": "worse", "Ik heb het niet verteld": "missing",
        }),
        ("staff.speaks_up", "agreement", {
            "Helemaal mee eens": "strongly_agree", "eens": "agree", "Niet eens, niet oneens": "neutral",
            "Oneens": "disagree", "Helemaal mee oneens": "strongly_disagree",
        }),
        ("pupil.dares_to_tell", "yes_no", {
            "Ja, zeker": "yes", "Ja, denk ik wel": "yes", "Nee, denk ik niet": "no",
            "Nee, zeker niet": "no",
        }),
    ],
)  # fmt: skip
def test_answers_of_real_questionnaires(item: str, scale: str, expected: dict[Cell, str]) -> None:
    found = read(item, *expected)
    assert meanings(found, *expected) == expected
    assert found.answers is not None
    assert found.answers.scale == scale
    assert not found.answers.reversed
    assert found.not_understood == ()
    assert found.confidence >= 0.85


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("Wil ik niet zeggen", "withheld"), ("Dat zeg ik liever niet.", "withheld"),
        ("weet ik niet", "withheld"),
        ("Weet niet / geen mening", "withheld"), ("prefer not to say", "withheld"),
        ("Don’t know", "withheld"), ("?", "withheld"),
        ("n.v.t.", "missing"), ("Niet van toepassing", "missing"), ("geen antwoord", "missing"),
        ("-", "missing"),
        ("#NULL!", "missing"), ("not applicable", "missing"), (".", "missing"), ("(leeg)", "missing"),
    ],
)  # fmt: skip
def test_withheld_is_not_missing(written: str, meaning: str) -> None:
    for item in ("pupil.feels_safe", "pupil.bullied", "pupil.knows_whom_to_tell", "staff.speaks_up"):
        found = (
            read(item, "Ja", "Nee", written) if "knows" in item else read(item, "nooit", "altijd", written)
        )
        if found.answers is None:
            continue
        assert found.answers.codes[2] == {"withheld": WITHHELD, "missing": MISSING}[meaning]
        assert found.not_understood == ()


@pytest.mark.parametrize(
    "cells",
    [
        ["1 - nooit", "2 - zelden", "3 - soms", "4 - vaak", "5 - altijd"],
        ["1. Nooit", "2. Zelden", "3. Soms", "4. Vaak", "5. Altijd"],
        ["nooit (1)", "zelden (2)", "soms (3)", "vaak (4)", "altijd (5)"],
        ["1 (nooit)", 2, 3, 4, "5 (altijd)"],
        ["1 = nooit", "2", "3", "4", "5 = altijd"],
    ],
)
def test_numbers_with_labels(cells: list[Cell]) -> None:
    assert list(meanings(read("pupil.afraid_of_staff", *cells), *cells).values()) == list(FREQUENCY.values())


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("Ben je bang? (1 = nooit, 5 = altijd)", "never"),
        ("Ben je bang? (1=altijd ... 5=nooit)", "always"),
        ("Ben je bang? 1=nooit; 2=zelden; 3=soms; 4=vaak; 5=altijd", "never"),
    ],
)
def test_numbers_with_a_legend_in_the_header(header: str, first: str) -> None:
    cells = [1, 2, 3, 4, 5]
    found = list(meanings(read("pupil.afraid_of_staff", *cells, header=header), *cells).values())
    assert found == (list(FREQUENCY.values()) if first == "never" else list(FREQUENCY.values())[::-1])


def test_numbers_with_labels_of_the_instrument() -> None:
    labels: dict[Cell, str] = {1: "Nooit", 2: "Zelden", 3: "Soms", 4: "Vaak", 5: "Altijd", 9: "Weet ik niet"}
    cells = [1, 2, 3, 4, 5, 9]
    assert meanings(read("pupil.afraid_of_staff", *cells, labels=labels), *cells) == FREQUENCY | {
        9: "withheld"
    }
    texts = ["1", "2", "3", "4", "5", "9"]
    found = read("pupil.afraid_of_staff", *texts, labels=labels)
    assert list(meanings(found, *texts).values()) == [*FREQUENCY.values(), "withheld"]


@pytest.mark.parametrize("item", sorted(BANK.items))
@pytest.mark.parametrize("cells", [[1, 2, 3, 4, 5], ["1", "2", "3"], [0, 1], [7, 8, 10], [1.0, 2.5]])
def test_bare_numbers_are_never_guessed(item: str, cells: list[Cell]) -> None:
    found = read(item, *cells)
    assert found.answers is None
    assert {text for text, _ in found.not_understood} == {str(cell).removesuffix(".0") for cell in cells}
    assert "numbers without labels" in found.why or "not understood" in found.why


def test_half_a_legend_does_not_open_the_rest() -> None:
    cells = ["1 (nooit)", 2, 3, "7 (altijd)"]
    assert read("pupil.afraid_of_staff", *cells).answers is None


def test_a_question_that_asks_the_opposite_is_turned_round() -> None:
    cells = ["Nooit", "Vaak", "Altijd", "weet niet"]
    found = read("pupil.lonely", *cells, reversed_=True)
    assert meanings(found, *cells) == {
        "Nooit": "always", "Vaak": "rarely", "Altijd": "never", "weet niet": "withheld",
    }  # fmt: skip
    assert found.answers is not None
    assert found.answers.reversed


def test_answers_that_carry_their_own_meaning_are_not_turned_round() -> None:
    cells = ["Veilig", "Heel onveilig"]
    found = read("pupil.feels_safe", *cells, reversed_=True)
    assert meanings(found, *cells) == {"Veilig": "safe", "Heel onveilig": "very_unsafe"}
    assert found.answers is not None
    assert not found.answers.reversed


def test_what_is_not_understood_is_listed_with_its_count_the_most_frequent_first() -> None:
    found = read("pupil.feels_safe", *["Veilig"] * 6, *["abc"] * 2, *["xyz"] * 3)
    assert found.not_understood == (("xyz", 3), ("abc", 2))
    assert found.confidence == pytest.approx(6 / 11, abs=0.001)
    assert meanings(found, "Veilig", "abc", "xyz") == {"Veilig": "safe", "abc": "?", "xyz": "?"}


def test_a_column_that_is_mostly_not_understood_is_not_read() -> None:
    found = read("pupil.feels_safe", *["Veilig"] * 2, *["abc"] * 3)
    assert found.answers is None
    assert found.not_understood == (("abc", 3),)
    assert found.why


@pytest.mark.parametrize(
    ("item", "sure", "slip", "meaning"),
    [
        ("pupil.feels_safe", "Veilig", "veillig", "safe"),
        ("pupil.feels_safe", "Veilig", "onveillig", "unsafe"),
        ("pupil.feels_safe", "Veilig", "heel onvelig", "very_unsafe"),
        ("pupil.afraid_of_staff", "Nooit", "regelmatg", "often"),
        ("staff.speaks_up", "mee eens", "mee onens", "disagree"),
    ],
)
def test_slips_of_the_pen_are_allowed_for(item: str, sure: str, slip: str, meaning: str) -> None:
    found = read(item, sure, sure, slip)
    assert meanings(found, sure, slip)[slip] == meaning
    assert found.confidence < 1


@pytest.mark.parametrize(
    ("item", "sure", "written"),
    [
        ("pupil.feels_safe", "Heel onveilig", "nveilig"), ("pupil.afraid_of_staff", "Nooit", "ooit"),
        ("pupil.afraid_of_staff", "Nooit", "noot"), ("staff.speaks_up", "Mee eens", "eeens"),
        ("staff.speaks_up", "Mee eens", "leens"), ("pupil.knows_whom_to_tell", "Nee", "Neef"),
        ("pupil.likes_school", "Leuk", "nietleuks"),
    ],
)  # fmt: skip
def test_a_slip_that_may_be_of_the_opposite_is_none(item: str, sure: str, written: str) -> None:
    found = read(item, sure, sure, written)
    assert meanings(found, sure, written)[written] == "?"
    assert found.not_understood == ((written, 1),)


def test_the_same_number_with_two_labels_is_told() -> None:
    cells = ["5 - altijd", "5 - nooit", "1 - nooit"]
    found = read("pupil.afraid_of_staff", *cells)
    assert meanings(found, *cells) == {"5 - altijd": "always", "5 - nooit": "never", "1 - nooit": "never"}
    assert "5 stands with different labels" in found.why


def test_a_profile_says_what_answers_mean() -> None:
    profile = {"0": "never", "1": "rarely", "2": "often", "x": "withheld", "leeg ": "missing"}
    cells = [0, 1, 2, "x", "leeg "]
    found = read("pupil.lonely", *cells, profile=profile, scale="frequency")
    assert list(meanings(found, *cells).values()) == ["never", "rarely", "often", "withheld", "missing"]
    assert read("pupil.lonely", "a", profile={"a": "never"}, scale="no such scale").answers is None


def test_a_column_without_answers_is_no_error() -> None:
    assert read("pupil.lonely").not_understood == ()
    assert read("pupil.lonely", "-", "weet ik niet").not_understood == ()


LABELS = [
    (item.id, scale, value)
    for item in BANK.items.values()
    for scale in item.readings
    for value in BANK.scales[scale].values
]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_labels_of_every_scale_are_read_as_themselves_on_every_item(language: str) -> None:
    for item in BANK.items.values():
        for scale in item.readings:
            texts = {value: BANK.scales[scale].labels[value][language] for value in BANK.scales[scale].values}
            found = read(item.id, *texts.values())
            assert found.answers is not None, (item.id, scale, found.why)
            if found.answers.scale == scale:
                assert list(meanings(found, *texts.values()).values()) == list(texts), (item.id, scale)


@given(st.sampled_from(LABELS), st.sampled_from(["{}", " {} ", "{}.", "{}\u00a0"]), st.booleans())
def test_spelling_of_a_label_does_not_matter(label: tuple[str, str, str], shape: str, upper: bool) -> None:
    item, scale, value = label
    text = BANK.scales[scale].labels[value]["nl"]
    varied = shape.format(text.upper() if upper else text)
    plain, other = read(item, text, scale=scale), read(item, varied, scale=scale)
    assert plain.answers is not None
    assert other.answers is not None
    assert plain.answers.codes.tolist() == other.answers.codes.tolist()


@given(
    st.lists(st.text(max_size=12), min_size=1, max_size=6, unique=True), st.sampled_from(sorted(BANK.items))
)
def test_any_text_is_read_or_listed(texts: list[str], item: str) -> None:
    found = read(item, *texts)
    listed = {text for text, _ in found.not_understood}
    if found.answers is None:
        assert listed
    else:
        assert len(found.answers.codes) == len(texts)
        assert unknown_codes(found) == len(found.not_understood)


def unknown_codes(found: AnswerReading) -> int:
    """How many distinct values the codes say were not understood."""
    assert found.answers is not None
    return int((found.answers.codes == NOT_UNDERSTOOD).sum())
