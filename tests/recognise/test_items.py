"""One sheet at a time: codes, types, rivals, conflicts."""

import dataclasses

import pytest

from safetytool.bank import load_bank
from safetytool.bank.model import Bank
from safetytool.recognise.items import ItemMatch, match_items

BANK = load_bank()


def match(*headers, respondent_type="pupil", long_headers=None) -> list[ItemMatch]:
    return match_items(headers, BANK, respondent_type, long_headers)


def items(*headers, **options) -> list[str | None]:
    return [found.item for found in match(*headers, **options)]


@pytest.mark.parametrize(
    "header", ["pupil.bullied", "PUPIL_BULLIED", "pupil-bullied", "Pupil Bullied", "Q3_1 - pupil.bullied"]
)
def test_a_code_is_certain(header):
    found = match(header)[0]
    assert (found.item, found.confidence, found.respondent_type) == ("pupil.bullied", 1.0, "pupil")


@pytest.mark.parametrize("item", list(BANK.items))
def test_every_code_and_every_wording_finds_its_own_item(item):
    of = BANK.items[item].respondent_type
    assert items(item, respondent_type=of) == [item]
    for turned, texts in ((False, BANK.items[item].wordings), (True, BANK.items[item].reversed_wordings)):
        for wording in (line for lines in texts.values() for line in lines):
            found = match(wording, respondent_type=of)[0]
            assert (found.item, found.reversed) == (item, turned), wording


def test_code_and_text_that_contradict_each_other_are_not_recognised():
    found = match("PUPIL_BULLIED - Word je gepest door leraren?")[0]
    assert found.item is None
    assert "pupil.bullied and pupil.staff_bullies" in found.why


def test_the_text_beside_an_unknown_code_counts():
    assert items("V12", long_headers=["Ben je bang voor leraren?"]) == ["pupil.afraid_of_staff"]


def test_a_code_that_contradicts_the_text_beside_it_is_not_recognised():
    found = match("pupil.bullied", long_headers=["Word je gepest door leraren?"])[0]
    assert found.item is None
    assert "different things" in found.why


def test_a_code_of_other_respondents_is_not_recognised():
    found = match("staff.bullied")[0]
    assert found.item is None
    assert "not put to a pupil" in found.why


def test_a_passive_without_a_doer_is_less_sure_than_one_with():
    passive, active = match("Word je gepest?", "Word je geslagen door andere leerlingen?")
    assert passive.item == "pupil.bullied"
    assert passive.confidence < active.confidence


def test_of_two_columns_the_clearer_gets_the_item_and_the_other_none():
    vague, clear = match("Word je gepest?", "Word je gepest door andere leerlingen?")
    assert (vague.item, clear.item) == (None, "pupil.bullied")
    assert "'Word je gepest door andere leerlingen?' does so more clearly" in vague.why


def test_two_equal_claims_give_the_item_to_neither_and_name_each_other():
    first, second = match("Word je gepest door andere leerlingen?", "Ik word gepest door klasgenoten")
    assert (first.item, second.item) == (None, None)
    assert "Ik word gepest door klasgenoten" in first.why
    assert "Word je gepest door andere leerlingen?" in second.why


def test_no_item_is_given_twice():
    headers = [f"{number}. Word je gepest door andere leerlingen?" for number in range(4)]
    assert items(*headers) == [None] * 4


@pytest.mark.parametrize(
    ("one", "item", "other", "other_item"),
    [
        ("Bang voor leraren?", "pupil.afraid_of_staff", "Bang voor leerlingen?", "pupil.afraid_of_pupils"),
        ("Gepest door de juf?", "pupil.staff_bullies", "Gepest door een klasgenoot?", "pupil.bullied"),
        ("Do teachers hit you?", "pupil.staff_physical", "Do other pupils hit you?", "pupil.hit"),
        ("Bang voor - leraren", "pupil.afraid_of_staff", "Bang voor - leerlingen", "pupil.afraid_of_pupils"),
    ],
)  # fmt: skip
def test_the_actor_decides(one, item, other, other_item):
    assert items(one, other) == [item, other_item]


@pytest.mark.parametrize(
    ("header", "item"),
    [
        ("12. Word je gepest door leraren?", "pupil.staff_bullies"),
        ("V12 Word je gepest door leraren?", "pupil.staff_bullies"),
        ("Vraag 3: Word je gepest door leraren?", "pupil.staff_bullies"),
        ("[B2] Word je gepest door leraren?", "pupil.staff_bullies"),
        ("<b>Word je gepest</b> door&nbsp;leraren?", "pupil.staff_bullies"),
        ("Word je gepest door leraren? (1 = nooit, 5 = altijd)", "pupil.staff_bullies"),
        ("Word je gepest door leraren? Kies één antwoord.", "pupil.staff_bullies"),
        ("Sociale veiligheid - Word je gepest door leraren?", "pupil.staff_bullies"),
        ("Word je gepst door leraaren?", "pupil.staff_bullies"),
        ("Hoe veilig voel je je? - in de klas", "pupil.safe_in_class"),
    ],
)
def test_what_stands_around_a_question_does_not_matter(header, item):
    assert items(header) == [item]


def test_the_questions_tell_whose_they_are():
    found = match(
        "Ik voel me veilig op school", "Word je gepest door leerlingen?", "Klas", respondent_type=None
    )
    assert [m.item for m in found] == ["pupil.feels_safe", "pupil.bullied", None]
    assert [m.respondent_type for m in found] == ["pupil", "pupil", None]


def test_a_staff_sheet_takes_no_pupil_item():
    found = match(
        "Ik voel me veilig op school",
        "Ik ken de gedragscode",
        "Kent u de meldplicht?",
        "Ik ben bang voor leerlingen",
        respondent_type=None,
    )
    assert [m.item for m in found] == ["staff.feels_safe", "staff.knows_code", "staff.knows_duty", None]


def test_a_sheet_that_could_be_anyones_is_not_guessed():
    found = match("Ik voel me veilig op school", respondent_type=None)[0]
    assert found.item is None
    assert "not clear whether" in found.why


def test_a_question_that_says_u_is_not_put_to_pupils():
    assert items("Voelt u zich veilig op school?", respondent_type=None) == ["staff.feels_safe"]


def test_without_any_question_nothing_is_recognised():
    assert items("School", "Klas", "Opmerkingen", respondent_type=None) == [None, None, None]
    assert match_items([], BANK, None) == []


def test_an_item_of_a_profile_is_matched_by_its_text():
    own = dataclasses.replace(
        BANK.items["pupil.bullied"],
        id="own.kind",
        actor=None,
        wordings={"en": ("Other students kind and helpful",)},
        reversed_wordings={},
    )
    bank = Bank({**BANK.items, own.id: own}, BANK.scales)
    assert match_items(["Other_students_kind_and_helpful"], bank, "pupil")[0].item == "own.kind"
    assert match_items(["Other_students_kind_and_helpful"], BANK, "pupil")[0].item is None


def test_why_names_the_wording_and_the_next_best():
    found = match("Hoe veilig voel je je op school?")[0]
    assert found.why.startswith("reads like 'hoe veilig voel je je op en rond school'")
    assert "next best: pupil." in found.why
