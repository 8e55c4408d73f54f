"""Who is called together, in which order, and what the board's list and the names of schools say."""

from dataclasses import replace

import pytest

from safetytool.bank.model import LANGUAGES
from safetytool.questions import plan
from safetytool.questions.plan import REGULAR
from safetytool.questions.words import private_about
from tests.questions.signals import every_kind, signal

HIT = signal(id="hit", domain="impairment", items=("pupil.hit",))
TOUCH = signal(id="act", tier="act", items=("pupil.staff_touch",))


def test_the_boards_list_is_first_wherever_it_comes_from() -> None:
    late = replace(TOUCH, id="late", school="99XB00")
    meetings = plan([HIT, TOUCH, replace(HIT, id="b", school="99XB00"), late], language="nl")
    assert [m.school for m in meetings if m.kind == "board_today"] == ["99XA00", "99XB00"]
    assert [m.kind for m in meetings[:2]] == ["board_today"] * 2
    assert [m.kind for m in meetings].count("board") == 1
    for school in ("99XA00", "99XB00"):
        kinds = [m.audiences for m in meetings if m.school == school and m.kind != "board_today"]
        assert len(kinds) == len(set(kinds))


def test_watch_signals_alone_call_nobody_together_but_who_meets_anyway() -> None:
    for one in every_kind():
        if one.tier != "watch":
            continue
        met = {a for m in plan([one], language="nl", sectors={"99XA00": "vso"}) for a in m.audiences}
        extra = {"advisor"} if one.detector == "silence" else set()
        assert met <= REGULAR | extra, one
        assert extra <= met


def test_the_boards_meeting_calls_schools_by_name() -> None:
    names = {"99XA00": "De Kade"}
    (board,) = (m for m in plan([HIT], language="nl", school_names=names) if m.kind == "board")
    assert "De Kade" in board.topics[0].about
    assert "99XA00" not in board.topics[0].about
    (unnamed,) = (m for m in plan([HIT], language="nl") if m.kind == "board")
    assert "99XA00" in unnamed.topics[0].about


def test_the_overview_says_that_earlier_years_are_elsewhere() -> None:
    old = replace(HIT, id="old", school_year="2023-2024")
    for signals, said in (([old, HIT], True), ([HIT], False)):
        (overview,) = (m for m in plan(signals, language="nl") if m.kind == "coordinator")
        assert ("2024-2025" in overview.more) == said
        assert {i for t in overview.topics for i in t.signals} == {"hit"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_boards_list_does_not_repeat_the_route_for_every_signal(language) -> None:
    act = replace(TOUCH, explanation="Zo is het gezegd.\nVertel dit vandaag nog aan het bestuur.")
    assert private_about(act, language) == "Zo is het gezegd."
    (today, *_) = plan([act], language=language)
    assert "Zo is het gezegd." in today.topics[0].about
    assert "Vertel dit vandaag" not in today.topics[0].about
    other = replace(act, tier="ask")
    assert private_about(other, language).endswith("Vertel dit vandaag nog aan het bestuur.")
