"""What is read in remarks: every remark of the first set, and floors on the one written beforehand."""

import pytest

from safetytool.codes import THEMES, WHOS
from safetytool.remarks import Cue, find_cues
from safetytool.remarks.find import patterns_hit
from safetytool.remarks.rules import load_rules

from .corpus import known_limits, read, remarks

FIRST, UNSEEN = remarks("remarks"), remarks("unseen")


def figures(adult_only: bool) -> tuple[float, float]:
    """Precision and recall on the unseen set."""
    right = found = expected = 0
    for remark in UNSEEN:
        want = {cue for cue in remark.cues if not adult_only or cue.endswith("/adult")}
        got = {cue for cue in read(remark.text) if not adult_only or cue.endswith("/adult")}
        right, found, expected = right + len(want & got), found + len(got), expected + len(want)
    return right / found, right / expected


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("key", sorted({" + ".join(sorted(r.cues)) or "nothing" for r in FIRST}))
def test_every_remark_reads_as_expected(key: str, language: str) -> None:
    chosen = [r for r in FIRST if r.language == language and (" + ".join(sorted(r.cues)) or "nothing") == key]
    wrong = {r.text: sorted(read(r.text)) for r in chosen if read(r.text) != r.cues}
    assert not wrong


@pytest.mark.parametrize(("text", "cues", "reading"), known_limits())
def test_known_limits_are_still_limits(text: str, cues: frozenset[str], reading: frozenset[str]) -> None:
    assert read(text) == reading, "read otherwise now: move it, or say so"
    assert reading != cues
    adults = {cue for cue in reading if cue.endswith("/adult")}
    assert adults <= cues, "a limit may cost a person, never name the wrong one"


def test_the_unseen_remarks_stay_above_the_floors() -> None:
    precision, recall = figures(adult_only=False)
    assert precision >= 0.95
    assert recall >= 0.95
    precision, recall = figures(adult_only=True)
    assert precision >= 0.97
    assert recall >= 0.95


def test_no_unseen_remark_takes_one_actor_for_another() -> None:
    """Unknown is allowed where somebody is meant; another person is not."""
    for remark in UNSEEN:
        for theme in THEMES:
            want = {cue.split("/")[1] for cue in remark.cues if cue.startswith(f"{theme}/")}
            got = {cue.who for cue in find_cues(remark.text) if cue.theme == theme}
            assert not want or got <= want | {"unknown"}, remark.text


def test_the_sets_are_as_they_should_be() -> None:
    assert len(FIRST) >= 440
    assert len(UNSEEN) >= 120
    for chosen in (FIRST, UNSEEN):
        texts = [r.text.casefold() for r in chosen]
        assert len(texts) == len(set(texts))
        assert sum(r.is_trap for r in chosen) * 2 >= len(chosen)
        assert 0.70 <= sum(r.language == "nl" for r in chosen) / len(chosen) <= 0.80
        for cue in (cue for r in chosen for cue in r.cues):
            theme, who = cue.split("/")
            assert theme in THEMES
            assert who in WHOS
    assert not {r.text for r in FIRST} & {r.text for r in UNSEEN}
    assert len(known_limits()) <= 12


def test_every_cue_pattern_is_hit_by_a_remark() -> None:
    hit = {id(pattern) for r in (*FIRST, *UNSEEN) for pattern in patterns_hit(r.text)}
    patterns = load_rules().cues.entries
    assert not [f"{p.language} {p.theme} {p.source}" for p in patterns if id(p) not in hit]


def test_cues_stand_once_in_a_fixed_order_and_where_they_are() -> None:
    text = "Docent stuurt appjes. De docent scheldt en scheldt, en jongens slaan mij!"
    cues = find_cues(text)
    assert [(cue.theme, cue.who) for cue in cues] == [
        ("private_contact", "adult"), ("physical", "pupil"), ("humiliation", "adult"),
    ]  # fmt: skip
    assert [text[slice(*cue.matched)] for cue in cues] == ["stuurt appjes", "slaan", "scheldt"]


def test_spans_survive_accents_and_long_letters() -> None:
    text = "Dé cónciërge slaaaaat mij"
    assert find_cues(text) == (Cue("physical", "adult", (13, 21)),)
    assert text[13:21] == "slaaaaat"
