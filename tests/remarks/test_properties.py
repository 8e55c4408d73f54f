"""What must hold for any remark, and for remarks made from the same pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.codes import THEMES, WHOS
from safetytool.remarks import find_cues

from .corpus import read, remarks

ALL = [r.text for name in ("remarks", "unseen") for r in remarks(name)]
ADULTS = ("de meester", "mijn docent", "Mevrouw Yılmaz", "de conciërge", "een leraar", "mijn mentor")
PUPILS = ("een klasgenoot", "een jongen uit mijn klas", "het meisje naast mij")
AT_HOME = ("mijn vader", "mijn stiefmoeder", "mijn oom")
DEEDS = {
    "slaat mij": "physical", "scheldt mij uit": "humiliation", "zit aan mijn billen": "sexual",
    "stuurt mij 's avonds appjes": "private_contact", "lacht mij uit": "humiliation",
}  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(" ".join(ALL).split()), max_size=30).map(" ".join)))
def test_any_text_gives_well_formed_cues(text: str) -> None:
    cues = find_cues(text)
    for cue in cues:
        start, end = cue.matched
        assert 0 <= start < end <= len(text)
        assert cue.theme in THEMES
        assert cue.who in WHOS
    keys = [(THEMES.index(cue.theme), WHOS.index(cue.who)) for cue in cues]
    assert keys == sorted(set(keys))


@given(st.sampled_from(ALL))
def test_capitals_and_spaces_around_do_not_matter(text: str) -> None:
    assert {(c.theme, c.who) for c in find_cues(f"  {text}\n")} == {(c.theme, c.who) for c in find_cues(text)}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(("who", "people"), [("adult", ADULTS), ("pupil", PUPILS), ("home", AT_HOME)])
def test_whoever_does_it_is_meant_in_every_word_order(deed: str, who: str, people: tuple[str, ...]) -> None:
    verb, rest = deed.split(" ", 1)
    orders = (
        "{person} {verb} {rest}", "Soms {verb} {person} {rest}",
        "Ik vind het stom dat {person} {rest} {verb}",
        "Ik heb tegen de juf gezegd dat {person} {rest} {verb}", "{person} is aardig maar {verb} {rest}",
        "Als ik huil {verb} {person} {rest}",
    )  # fmt: skip
    for person in people:
        for order in orders:
            if "{rest} {verb}" in order and deed.split()[-1] == "uit":
                continue
            text = order.format(person=person, verb=verb, rest=rest)
            assert read(text) == {f"{DEEDS[deed]}/{who}"}, text


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("person", ADULTS)
def test_what_is_denied_or_supposed_is_no_cue(deed: str, person: str) -> None:
    verb, rest = deed.split(" ", 1)
    for order in (
        "{person} {verb} {rest} nooit", "Het is niet zo dat {person} {rest} {verb}",
        "Stel dat {person} {rest} {verb}", "Niemand {verb} {rest}", "{person} zou {rest} nooit doen",
    ):  # fmt: skip
        assert not find_cues(order.format(person=person, verb=verb, rest=rest))


def test_a_name_is_nobody_known() -> None:
    for name in ("Bram", "fatima", "Jayden", "Agnieszka", "Mehmet"):
        assert read(f"{name} slaat mij") == {"physical/unknown"}
        assert read(f"{name} slaat de juf") <= {"physical/unknown"}


@pytest.mark.parametrize("person", ADULTS)
def test_a_habit_is_told_and_a_supposition_is_not(person: str) -> None:
    """An "als" clause in the present says what happens; "zou" says what might; who is away is not feared."""
    for text in (
        f"Als {person} boos wordt durf ik niks te zeggen",
        f"Wanneer {person} binnenkomt word ik bang",
    ):
        assert read(text) == {"fear/adult"}, text
    assert read(f"{person} is streng. Als ik iets fout doe word ik bang voor {person}") == {"fear/adult"}
    assert not read(f"Als {person} mij zou slaan, zou ik naar huis gaan")
    assert not read(f"Als {person} boos wordt ben ik niet bang")
    assert read(f"Als {person} weg is durf ik niet naar buiten") == {"fear/unknown"}


def test_closeness_means_something_else_at_home() -> None:
    for person in ADULTS:
        assert read(f"ik moest bij {person} op schoot zitten") == {"sexual/adult"}, person
    for person in (*AT_HOME, *PUPILS):
        assert not read(f"ik moest bij {person} op schoot zitten"), person
