"""Which meetings a document holds, and in which order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.bank.model import LANGUAGES
from safetytool.documents.choose import CHOICES, choose, is_private, only_for, when
from safetytool.errors import UsageError
from safetytool.questions.model import AUDIENCES, MEETINGS
from tests.documents.meetings import full, meeting, topic


def kinds(*audiences: str) -> list[str]:
    return [m.kind for m in choose(full(), audiences)]


def test_today_is_first_and_schools_stay_together() -> None:
    chosen = choose(full())
    assert len(chosen) == len(full())
    assert chosen[0].kind == "board_today"
    schools = [m.school for m in chosen[1:]]
    assert schools == ["12AB00"] * 5 + ["34EF00", None]


def test_an_audience_gets_its_own_sheets() -> None:
    assert kinds("team") == ["team"]
    assert kinds("pupils_upper") == kinds("pupils") == ["pupils"]
    assert kinds("board") == ["board_today", "board"]
    assert kinds("coordinator") == ["coordinator"]
    assert kinds("parents", "team") == ["team", "parents"]


@given(st.sets(st.sampled_from([c for c in CHOICES if c not in ("board", "board_today", "coordinator")])))
def test_a_private_sheet_is_never_chosen_for_others(audiences: set[str]) -> None:
    everything = [*full(), meeting(kind="coordinator", audiences=AUDIENCES)]
    if audiences:
        assert not [m for m in choose(everything, audiences) if is_private(m)]


def test_an_unknown_audience_is_refused_even_without_meetings() -> None:
    with pytest.raises(UsageError, match=r"'teams' is no audience.*team"):
        choose([], ["teams"])


def test_when_follows_the_most_urgent_topic() -> None:
    watch = topic("nl", 1, "watch")
    assert when(meeting(topics=0), "nl") == "In het gewone overleg"
    assert when(replace(meeting(), topics=(watch,)), "nl") == "In het gewone overleg"
    assert when(replace(meeting(), topics=(watch, topic("nl", 2, "ask"))), "nl") == "Binnen twee schoolweken"
    assert when(meeting(kind="board_today"), "en") == "Today"
    assert when(meeting(kind="coordinator"), "en") == "First, to prepare"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_says_whom_a_private_sheet_is_for(language: str) -> None:
    start = {"nl": "Alleen voor ", "en": "Only for "}[language]
    assert all(only_for(kind, language).startswith(start) for kind in MEETINGS)  # type: ignore[arg-type]
