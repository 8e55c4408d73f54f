"""What may change in a header without changing what it asks, and what may not."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetytool.bank import load_bank
from safetytool.recognise.items import match_items

BANK = load_bank()
QUESTIONS = [
    (wording, item) for item in BANK.items.values() for lines in item.wordings.values() for wording in lines
]
STAFF = ["leraren", "een leraar", "de juf of meester", "docenten", "een volwassene op school", "je mentor"]
PUPILS = ["andere leerlingen", "een klasgenoot", "andere kinderen", "medeleerlingen"]
STAFF_EN = ["teachers", "a teacher", "adults at school", "school staff"]
PUPILS_EN = ["other pupils", "a classmate", "other students"]
BY = [
    "Word je gepest door {who}?", "Ben je bang voor {who}?", "Ben je geslagen door {who}?",
    "Word je uitgescholden door {who}?", "Ben je ongewenst aangeraakt door {who}?",
    "Word je gediscrimineerd door {who}?", "Heb je seksuele opmerkingen gekregen van {who}?",
    "Ik ben bang voor {who}", "Heb je last van pesten door {who}?",
]  # fmt: skip
BY_EN = [
    "Are you bullied by {who}?", "Are you afraid of {who}?", "Have you been hit by {who}?",
    "Have you been sexually harassed by {who}?", "Are you humiliated by {who}?",
]  # fmt: skip
DONE = [
    "gepest", "geslagen", "geschopt", "uitgescholden", "bedreigd", "vernederd", "buitengesloten",
    "uitgelachen", "vastgepakt", "geduwd", "ongewenst aangeraakt", "gediscrimineerd", "beledigd",
    "pijn gedaan", "bestolen",
]  # fmt: skip
VERBS_EN = ["bully", "hit", "threaten", "humiliate", "insult", "exclude", "shout at", "touch", "make fun of"]


def asks(header: str, respondent_type: str = "pupil") -> tuple[str | None, bool]:
    found = match_items([header], BANK, respondent_type)[0]
    return found.item, found.reversed


numbering = st.sampled_from(
    ["", "12. ", "V3 ", "Vraag 7: ", "Q3_1 - ", "[B2] ", "3a) ", "\N{NO-BREAK SPACE}"]
)
ending = st.sampled_from(["", "?", " ?", "...", ":", " (1 = nooit, 5 = altijd)", "\N{NO-BREAK SPACE}"])
case = st.sampled_from([str.upper, str.lower, str.title, str])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(question=st.sampled_from(QUESTIONS), before=numbering, after=ending, change_case=case)
def test_capitals_numbering_punctuation_and_spaces_do_not_matter(question, before, after, change_case):
    wording, item = question
    header = before + change_case(wording.rstrip("?.")).replace(" ", "\N{NO-BREAK SPACE}", 1) + after
    assert asks(header, item.respondent_type) == asks(wording, item.respondent_type) == (item.id, False)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(stem=st.sampled_from(BY + BY_EN), who=st.sampled_from(STAFF + PUPILS + STAFF_EN + PUPILS_EN))
def test_the_order_of_a_two_part_header_does_not_matter(stem, who):
    first = stem.format(who="").rstrip(" ?")
    assert asks(f"{first} - {who}") == asks(f"{who} - {first}")


@pytest.mark.parametrize(
    ("stem", "staff", "pupil"),
    [
        *((stem, *pair) for stem in BY for pair in itertools.product(STAFF, PUPILS)),
        *((stem, *pair) for stem in BY_EN for pair in itertools.product(STAFF_EN, PUPILS_EN)),
    ],
)
def test_another_actor_is_another_item_or_none(stem, staff, pupil):
    by_staff, by_pupils = asks(stem.format(who=staff))[0], asks(stem.format(who=pupil))[0]
    assert by_staff is None or BANK.items[by_staff].actor == "staff"
    assert by_pupils is None or BANK.items[by_pupils].actor != "staff"
    assert by_staff is not None or by_pupils is not None


@pytest.mark.parametrize(
    "both", ["leraren of leerlingen", "leerlingen en leraren", "iemand", "iemand op school"]
)
@pytest.mark.parametrize("stem", BY[:-3])
def test_both_actors_or_anyone_is_no_actor(stem, both):
    found = asks(stem.format(who=both))[0]
    assert found is None or BANK.items[found].actor is None


@pytest.mark.parametrize("done", DONE)
@pytest.mark.parametrize(
    "who", ["een leraar", "je leraar", "leraren", "een andere leerling", "je klasgenoten", "iemand"]
)
def test_what_the_respondent_did_or_saw_is_no_answer_on_what_happened_to_them(who, done):
    headers = [
        f"Heb jij {who} {done}?", f"Heb je wel eens {who} {done}?", f"Ik heb {who} {done}",
        f"Heb je gezien dat {who} werd {done}?", f"Wordt {who} {done} op jouw school?",
        f"Denk je dat {who} wordt {done}?",
    ]  # fmt: skip
    assert {header: asks(header)[0] for header in headers} == dict.fromkeys(headers)


@pytest.mark.parametrize("verb", VERBS_EN)
@pytest.mark.parametrize("who", ["a teacher", "your teacher", "other pupils", "a classmate"])
def test_what_an_english_respondent_did_or_saw_is_no_answer_either(who, verb):
    headers = [f"Do you ever {verb} {who}?", f"I {verb} {who}", f"Have you seen someone {verb} {who}?"]
    assert {header: asks(header)[0] for header in headers} == dict.fromkeys(headers)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(question=st.sampled_from(QUESTIONS), other=st.sampled_from(["pupil", "staff", "parent"]))
def test_a_question_is_never_given_an_item_of_other_respondents(question, other):
    found = asks(question[0], other)[0]
    assert found is None or BANK.items[found].respondent_type == other


@settings(max_examples=200, deadline=None, derandomize=True)
@given(header=st.text(max_size=80))
def test_any_text_is_read_as_an_item_of_pupils_or_as_none(header):
    found = asks(header)[0]
    assert found is None or BANK.items[found].respondent_type == "pupil"
