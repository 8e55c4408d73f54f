"""Dates: within school weeks, for any school year; what is planned, what is not, and in which words."""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetytool.agenda.planning import Agenda, Entry, plan_agenda
from safetytool.agenda.rules import rules
from safetytool.agenda.settings import AgendaSettings, read_agenda
from safetytool.agenda.weeks import Diary, meeting_day, terms, weeks
from safetytool.bank.model import LANGUAGES, Language
from safetytool.errors import UsageError
from safetytool.questions.model import Meeting
from tests.agenda.years import TABLE, school_years, written
from tests.documents.meetings import CLASS, NAMES, SAID, full, meeting, topic


def planned(
    year: AgendaSettings, meetings: list[Meeting] | None = None, language: Language = "nl", **values: date
) -> Agenda:
    return plan_agenda(year, meetings or [], language=language, school_names=NAMES, **values)


def watched(one: Meeting) -> Meeting:
    return replace(one, topics=tuple(topic("nl", n, "watch") for n in (1, 2)))


def of(agenda: Agenda, title: str) -> list[Entry]:
    return [entry for entry in agenda.entries if entry.title == title]


@pytest.fixture
def year(tmp_path: Path) -> AgendaSettings:
    return read_agenda(written(tmp_path))


# -- any school year ----------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(school_years(), st.integers(0, 300))
def test_every_date_is_a_school_day(year: AgendaSettings, later: int) -> None:
    days = year.school_days
    first = days[min(later, len(days) - 1)]
    agenda = planned(year, [*full(), watched(meeting(kind="advisor", school="23CD00"))], talks_from=first)
    assert {entry.day for entry in agenda.entries} <= set(days)
    assert all(entry.start is None or entry.start.date() == entry.day for entry in agenda.entries)
    soon = [entry for entry in agenda.entries if entry.soon]
    assert len(soon) == 6
    assert all(entry.day in days[days.index(first) :][:10] for entry in soon)
    assert len({entry.uid for entry in agenda.entries}) == len(agenda.entries)


@settings(max_examples=100, deadline=None)
@given(school_years())
def test_nothing_of_one_school_overlaps(year: AgendaSettings) -> None:
    agenda = planned(year, full())
    timed = [entry for entry in agenda.entries if entry.start is not None]
    for place, one in enumerate(timed):
        for other in timed[place + 1 :]:
            if one.school == other.school or not (one.from_signals and other.from_signals):
                assert one.start is not None
                assert other.start is not None
                apart = one.start + timedelta(minutes=one.minutes) <= other.start or (
                    other.start + timedelta(minutes=other.minutes) <= one.start
                )
                assert apart, (one, other)


@settings(max_examples=100, deadline=None)
@given(school_years())
def test_every_rule_takes_place_as_often_as_it_says(year: AgendaSettings) -> None:
    agenda = planned(year)
    parts = len(terms(year))
    wanted = Counter({r.title["nl"]: len(r.at) * (1 if r.each == "year" else parts) for r in rules()})
    assert Counter(entry.title for entry in agenda.entries) == wanted


@given(school_years())
def test_terms_share_out_all_school_weeks(year: AgendaSettings) -> None:
    assert [week for part in terms(year) for week in part] == weeks(year.school_days)


# -- one school year ----------------------------------------------------------------------


def test_the_meeting_day_is_the_nearest_school_day_of_the_week() -> None:
    monday, tuesday, thursday, friday = (date(2026, 4, day) for day in (6, 7, 9, 10))
    assert meeting_day((monday, tuesday, thursday, friday), 1) == tuesday
    assert meeting_day((monday, thursday, friday), 2) == thursday
    assert meeting_day((tuesday, thursday), 0) == tuesday
    assert meeting_day((tuesday, thursday), 4) == thursday
    assert meeting_day((tuesday, thursday), 2) == thursday


def test_rules_fall_on_the_day_of_meetings_one_a_week(year: AgendaSettings) -> None:
    entries = planned(year).entries
    assert {entry.day.weekday() for entry in entries} == {3}
    assert max(Counter(entry.day.isocalendar()[:2] for entry in entries).values()) == 1
    assert [entry.day for entry in entries] == sorted(entry.day for entry in entries)


def test_each_term_has_its_talk_about_the_code_of_conduct(year: AgendaSettings) -> None:
    talks = [e.day for e in of(planned(year), "Teamgesprek over de gedragscode")]
    edges = [*year.terms, date(2026, 8, 1)]
    assert [sum(a <= d < b for d in talks) for a, b in itertools.pairwise(edges)] == [1, 1, 1]


def test_results_come_four_school_weeks_after_the_monitor(tmp_path: Path) -> None:
    moved = read_agenda(written(tmp_path, TABLE + "dates.monitor = 2026-04-13\n"))
    agenda = planned(moved)
    [monitor] = of(agenda, "De veiligheidsmonitor afnemen")
    [results] = of(agenda, "De uitkomsten van de monitor bespreken")
    assert monitor.day == date(2026, 4, 13)
    between = [w for w in weeks(moved.school_days) if monitor.day < w[0] <= results.day]
    assert 2 <= len(between) <= 6
    # Two weeks of holiday lie between: counted in calendar weeks it is at least that much more.
    assert (results.day - monitor.day).days >= 7 * (len(between) + 2) - 4


def test_a_rule_can_be_left_out(tmp_path: Path) -> None:
    left = read_agenda(written(tmp_path, TABLE + 'leave_out = ["monitor", "advisor"]\n'))
    titles = {entry.title for entry in planned(left).entries}
    assert "De veiligheidsmonitor afnemen" not in titles
    assert "Overleg met de vertrouwenspersonen" not in titles
    assert "De uitkomsten van de monitor bespreken" in titles


def test_act_is_not_planned_but_told(year: AgendaSettings) -> None:
    agenda = planned(year, full())
    assert agenda.today == ("Het Baken",)
    signals = [entry for entry in agenda.entries if entry.from_signals]
    assert len(signals) == len(full()) - 2
    said = " ".join(entry.title + entry.purpose for entry in signals)
    assert SAID["nl"]["board_today"] not in said
    assert SAID["nl"]["coordinator"] not in said


def test_questions_about_act_are_in_no_calendar(year: AgendaSettings) -> None:
    mixed = replace(meeting(), topics=(topic("nl", 1, "act"), topic("nl", 2, "ask")))
    act = replace(mixed.topics[0].questions[0], text="Wie belt?")
    mixed = replace(mixed, topics=(replace(mixed.topics[0], questions=(act,)), mixed.topics[1]))
    [entry] = [e for e in planned(year, [mixed]).entries if e.from_signals]
    assert "Wie belt?" not in entry.questions
    assert SAID["nl"]["question"] in entry.questions


def test_watch_goes_to_the_next_regular_meeting(year: AgendaSettings) -> None:
    start = date(2025, 12, 1)
    agenda = planned(year, [watched(meeting())], talks_from=start)
    regular = [e for e in of(agenda, "Veiligheidsoverleg") if e.day >= start]
    [talk] = [e for e in agenda.entries if e.from_signals]
    assert talk.day == regular[0].day
    assert talk.start == regular[0].start + timedelta(minutes=60)  # type: ignore[operator]
    assert not talk.soon


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_private_meeting_is_planned_in_general_words(year: AgendaSettings, language: Language) -> None:
    agenda = planned(year, full(language), language)
    title = {"nl": "Bestuursgesprek over veiligheid", "en": "Board meeting about safety"}[language]
    [entry] = of(agenda, title)
    assert entry.questions == ()
    said = repr(agenda.entries)
    assert CLASS not in said
    assert SAID[language]["board"] + "'" not in said
    assert SAID[language]["about"] not in said
    assert SAID[language]["topic"] not in said


def test_a_school_is_named_only_where_there_are_more(year: AgendaSettings) -> None:
    assert {e.school for e in planned(year, [meeting()]).entries} == {""}
    assert "De Regenboog" in {e.school for e in planned(year, full()).entries}


def test_ids_stay_the_same_when_dates_move(year: AgendaSettings) -> None:
    early, late = (planned(year, full(), talks_from=date(2025, m, 3)) for m in (9, 11))
    assert {e.uid for e in early.entries} == {e.uid for e in late.entries}
    assert [e.day for e in early.entries] != [e.day for e in late.entries]


@pytest.mark.parametrize("first", [date(2025, 8, 1), date(2026, 7, 11)])
def test_a_start_outside_the_year_is_refused(year: AgendaSettings, first: date) -> None:
    with pytest.raises(UsageError, match=r"not within the school days.*--from"):
        planned(year, full(), talks_from=first)


def test_the_start_of_the_settings_holds_without_an_option(tmp_path: Path) -> None:
    later = read_agenda(written(tmp_path, TABLE + "talks_from = 2026-03-02\n"))
    first = min(e.day for e in planned(later, full()).entries if e.from_signals)
    assert date(2026, 3, 2) <= first <= date(2026, 3, 13)


def test_a_full_day_sends_the_next_conversation_on(year: AgendaSettings) -> None:
    diary = Diary(year)
    days = year.school_days[:2]
    booked = [diary.book(days, 60, "A")[0] for _ in range(5)]
    assert booked == [days[0], days[0], days[1], days[1], days[0]]
    assert diary.book(days, 60, "B")[0] == days[0]


def test_rules_are_complete() -> None:
    for rule in rules():
        assert rule.each in ("year", "term")
        assert all(0 <= at <= 1 for at in rule.at)
        for text in (rule.title, rule.purpose, rule.present):
            assert set(text) == set(LANGUAGES)
        assert len(rule.questions["nl"]) == len(rule.questions["en"]) >= 3
        assert all(q.endswith("?") for asked in rule.questions.values() for q in asked)
        assert rule.after is None or rule.after in {r.id for r in rules()}
    assert len({rule.id for rule in rules()}) == len(rules())
