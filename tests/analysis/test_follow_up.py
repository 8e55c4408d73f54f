"""What is to be followed up of earlier signals: when it is told, and when not."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from safetytool import texts
from safetytool.analysis.follow_up import Past, detect
from safetytool.analysis.model import Finding, Unit
from safetytool.bank import load_bank
from safetytool.register import Kind, Sighting
from safetytool.signals import groups, signal_id
from tests.register.given import records, register, say, sighting

THEN, NOW = "aaaa00000001", "bbbb00000002"
BANK = load_bank()
AGAIN = sighting(NOW, school_year="2024-2025", unit_name="8A", count=3, n=23)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def set_clock(day: str) -> None:
        seconds = (date.fromisoformat(day) - date(1970, 1, 1)) // timedelta(seconds=1)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))

    set_clock("2023-11-14")
    return set_clock


class Story:
    """A register in the making."""

    def __init__(self, path: Path, clock: Callable[[str], None]) -> None:
        self.path, self.clock = path, clock

    def seen(self, *sightings: Sighting, on: str = "2023-11-14") -> "Story":
        self.clock(on)
        register(self.path, *sightings)
        return self

    def said(self, kind: Kind, value: str, *, of: str = THEN, on: str = "2023-12-01") -> "Story":
        self.clock(on)
        say(self.path, (of, kind, value))
        return self

    def told(self, *now: Sighting, today: str = "2024-11-20", year: str = "2024-2025") -> list[Finding]:
        past = Past(
            tuple(records(self.path).values()), date.fromisoformat(today), lambda d: d + timedelta(14)
        )
        return detect(past, now, {"99XA00": year, None: year}, BANK)

    def rules(self, *now: Sighting, **when: str) -> list[tuple[str, str]]:
        return [(f.message.removeprefix("follow_up."), f.tier) for f in self.told(*now, **when)]


@pytest.fixture
def story(tmp_path: Path, clock: Callable[[str], None]) -> Story:
    return Story(tmp_path / "register.sqlite", clock)


def test_an_ask_without_an_answer_is_asked_again(story: Story) -> None:
    story.seen(sighting(THEN))
    assert story.rules() == [("ask", "ask")]


def test_an_act_without_an_answer_is_asked_again_and_joins_nothing_but_an_act(story: Story) -> None:
    touched = {"items": ("pupil.staff_touch",), "detector": "sentinel"}
    story.seen(sighting(THEN, tier="act", **touched))
    wider = sighting(
        NOW, school_year="2024-2025", unit_name="8A", items=("pupil.staff_touch", "pupil.staff_bullies")
    )
    [told] = story.told(wider)
    assert (told.message, told.tier, told.facts["joins"]) == ("follow_up.act", "ask", None)
    assert told.items == ("pupil.staff_touch",)
    again = sighting(NOW, school_year="2024-2025", unit_name="8A", tier="act", **touched)
    assert story.told(again)[0].facts["joins"] == NOW


def test_a_watch_is_not_waited_for(story: Story) -> None:
    story.seen(sighting(THEN, tier="watch"))
    assert story.rules() == []


@pytest.mark.parametrize("kind", ["learnt", "changed", "closed"])
def test_an_answer_is_enough(story: Story, kind: Kind) -> None:
    story.seen(sighting(THEN, domain="impairment", actor="pupil", items=("pupil.bullied",)))
    assert story.rules() == [("ask", "ask")]
    assert story.said(kind, "een les").rules() == []


@pytest.mark.parametrize(
    ("kind", "value"), [("talked", "2023-12-01"), ("assigned", "ib"), ("planned", "2023-12-01")]
)
def test_that_people_met_is_no_answer(story: Story, kind: Kind, value: str) -> None:
    assert story.seen(sighting(THEN)).said(kind, value).rules() == [("ask", "ask")]


def test_an_answer_to_what_went_on_from_it_counts(story: Story) -> None:
    story.seen(sighting(THEN)).seen(AGAIN, on="2024-11-20")
    assert story.rules(AGAIN) == [("ask", "ask")]
    assert story.said("learnt", "een les", of=NOW, on="2024-12-01").rules(AGAIN, today="2024-12-02") == []


@pytest.mark.parametrize(("today", "due"), [("2024-11-28", False), ("2024-11-29", True)])
def test_two_weeks_after_a_run_first_found_it(story: Story, today: str, due: bool) -> None:
    story.seen(sighting(THEN), on="2024-11-14")
    assert bool(story.rules(today=today)) is due


def test_a_clock_that_was_set_back_is_not_late(story: Story) -> None:
    story.seen(sighting(THEN), on="2024-11-14")
    assert story.rules(today="2020-01-01") == []


def test_this_years_signals_are_not_earlier_ones(story: Story) -> None:
    story.seen(AGAIN, on="2024-09-01")
    assert story.rules(AGAIN) == []
    assert story.rules(AGAIN, year="2023-2024") == []


def test_of_a_matter_of_three_years_the_last_earlier_signal_is_told(story: Story) -> None:
    first = sighting("cccc00000003", school_year="2022-2023", unit_name="6A")
    story.seen(first, sighting(THEN))
    [told] = story.told(AGAIN)
    assert told.evidence["earlier"] == [THEN]


def test_a_reminder_does_not_soften_what_it_reminds_of(story: Story) -> None:
    """An act that nobody answered in two years is still told as one, and an answer to the reminder counts."""
    act = sighting(THEN, tier="act", school_year="2022-2023", items=("pupil.staff_touch",))
    reminder = sighting(NOW, school_year="2023-2024", unit_kind="school", detector="follow_up", about=(THEN,))
    story.seen(act, reminder)
    [told] = story.told()
    assert (told.message, told.evidence["earlier"]) == ("follow_up.act", [THEN])
    assert story.said("learnt", "overlegd", of=NOW).rules() == []


def test_it_is_told_with_this_years_signal_on_the_same_matter(story: Story) -> None:
    story.seen(sighting(THEN))
    [told] = story.told(AGAIN)
    assert (told.unit, told.items, told.count, told.n) == (Unit("class", "8A"), AGAIN.items, 3, 23)
    assert (told.facts["match"], told.facts["joins"]) == ("same_pupils", NOW)
    assert told.sources == ("register",)


def test_without_one_it_is_about_the_school(story: Story) -> None:
    story.seen(sighting(THEN))
    [told] = story.told()
    assert (told.unit, told.school_year) == (Unit("school", "99XA00"), "2024-2025")
    assert told.facts["earlier_unit"] == {"kind": "class", "name": "7A"}


@pytest.mark.parametrize(("today", "due"), [("2024-03-12", False), ("2024-03-13", True)])
def test_a_day_to_look_back_that_has_passed(story: Story, today: str, due: bool) -> None:
    story.seen(sighting(THEN)).said("learnt", "een les").said("evaluate_on", "2024-03-12")
    assert story.rules(today=today) == ([("evaluation", "watch")] if due else [])
    assert story.said("evaluated", "2024-03-12").rules(today=today) == []


def test_a_day_to_look_back_in_the_same_year_counts_too(story: Story) -> None:
    story.seen(sighting(THEN)).said("learnt", "een les").said("evaluate_on", "2024-03-12")
    [told] = story.told(sighting(THEN), year="2023-2024")
    assert (told.message, told.facts["joins"], told.unit) == (
        "follow_up.evaluation",
        THEN,
        Unit("class", "7A"),
    )


def test_an_incident_about_staff_closed_without_looking_back(story: Story) -> None:
    story.seen(sighting(THEN)).said("closed", "opgelost")
    assert story.rules() == [("not_evaluated", "watch")]
    assert story.said("evaluated", "2024-01-10").rules() == []


def test_looking_back_may_be_planned_for_after_it_was_closed(story: Story) -> None:
    story.seen(sighting(THEN)).said("evaluate_on", "2025-01-10").said("closed", "opgelost")
    assert story.rules(today="2025-01-10") == []
    assert story.rules(today="2025-01-11") == [("not_evaluated", "watch")]


def test_bullying_may_be_closed_without_looking_back(story: Story) -> None:
    about: dict[str, Any] = {"domain": "impairment", "actor": "pupil", "items": ("pupil.bullied",)}
    assert story.seen(sighting(THEN, **about)).said("closed", "opgelost").rules() == []


def closed(story: Story) -> Story:
    story.seen(sighting(THEN)).said("talked", "2023-11-28").said("closed", "opgelost", on="2024-03-20")
    return story.said("evaluated", "2024-03-20")


def test_what_came_back_after_it_was_closed(story: Story) -> None:
    closed(story)
    assert story.rules() == []
    [told] = story.told(AGAIN)
    assert (told.message, told.tier) == ("follow_up.back", "watch")
    assert (told.facts["talked"], told.facts["closed"]) == ("2023-11-28", "2024-03-20")


def test_it_is_still_back_when_the_same_run_is_done_again(story: Story) -> None:
    closed(story).seen(AGAIN, on="2024-11-20")
    assert story.rules(AGAIN) == [("back", "watch")]


def test_what_was_closed_after_it_was_seen_again_is_not_back(story: Story) -> None:
    story.seen(sighting(THEN)).seen(AGAIN, on="2024-11-20").said("closed", "opgelost", on="2024-11-21")
    story.said("evaluated", "2024-11-21", on="2024-11-21")
    assert story.rules(AGAIN) == []


def test_what_was_opened_again_is_not_back_and_asks_for_an_answer(story: Story) -> None:
    assert closed(story).said("reopened", "toch niet").rules(AGAIN) == [("ask", "ask")]


@pytest.mark.parametrize(("now", "is_back"), [("7A", True), ("8B", False), ("6A", False)])
def test_another_class_is_another_matter_unless_the_name_is_the_same(
    story: Story, now: str, is_back: bool
) -> None:
    closed(story)
    assert bool(story.rules(sighting(NOW, school_year="2024-2025", unit_name=now))) is is_back


def test_a_school_that_is_not_analysed_is_not_told_of(story: Story) -> None:
    story.seen(sighting(THEN, school="99XB00"))
    assert story.rules() == []


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "Uitgescholden"),
        ({"items": ("pupil.staff_humiliates", "pupil.staff_bullies")}, "Gedrag van personeel"),
        (
            {"items": (), "domain": "disclosure", "actor": None, "detector": "silence"},
            "Weten en durven vertellen",
        ),
        ({"items": (), "domain": None, "actor": None, "detector": "response"}, "Respons"),
    ],
)
def test_it_is_called_by_its_question_its_domain_or_how_it_was_found(
    story: Story, changes: dict[str, Any], title: str
) -> None:
    story.seen(sighting(THEN, **changes))
    [told] = story.told()
    said = texts.say(told, bank=BANK, language="nl", school_names={})
    assert said.title.startswith(title)
    assert said.title.endswith("geen antwoord vastgelegd op het signaal uit 2023-2024")


def test_a_question_that_the_bank_does_not_have_is_told_by_its_domain(story: Story) -> None:
    story.seen(sighting(THEN, items=("pupil.of_a_profile",)))
    [told] = story.told()
    assert told.items == ()
    assert texts.say(told, bank=BANK, language="en", school_names={}).title.startswith("Staff conduct")


# -- what becomes of it as a signal -------------------------------------------------------


def of_now(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "detector": "cluster", "tier": "watch", "school": "99XA00", "school_year": "2024-2025",
        "unit": Unit("class", "8A"), "respondent_type": "pupil", "domain": "staff_conduct", "actor": "staff",
        "items": ("pupil.staff_humiliates",), "message": "cluster.class", "count": 3, "n": 23,
    }  # fmt: skip
    return Finding(**(values | changes))


def test_it_joins_this_years_signal_and_keeps_its_id(story: Story) -> None:
    story.seen(sighting(THEN))
    own = of_now()
    told = story.told(sighting(signal_id(own), school_year="2024-2025", unit_name="8A"))
    [group] = groups([own], told)
    assert [f.detector for f in group.findings] == ["follow_up", "cluster"]
    from safetytool.signals import group_id

    assert group_id(group) == signal_id(own)
    assert group.first.tier == "ask"


def test_two_earlier_signals_on_one_thing_are_one(story: Story) -> None:
    story.seen(sighting(THEN), sighting("cccc00000003", unit_name="7B"))
    [group] = groups([], story.told())
    assert len(group.findings) == 2
