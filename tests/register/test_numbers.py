"""The loop in numbers, what is due, the two school weeks, and what may not be kept."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from safetytool.register import Register
from safetytool.register.deadline import outside, two_school_weeks
from safetytool.register.due import due
from safetytool.register.loop import Loop, by_year, loop
from safetytool.register.retention import purge, school_year_of, too_old
from tests.register.given import AUTHOR, ids, records, register, say, sighting, told

ONE, TWO, LATER = "aaaa00000001", "bbbb00000002", "cccc00000003"
At = Callable[[str], None]
AGAIN = sighting(LATER, school_year="2024-2025", unit_name="8A")


@pytest.fixture
def path(tmp_path: Path, at: At) -> Path:
    at("2023-11-14")
    return register(tmp_path / "register.sqlite", sighting(ONE), sighting(TWO, unit_name="3B", tier="act"))


def counted(path: Path) -> list[Loop]:
    return loop(list(records(path).values()), two_school_weeks())


# -- two school weeks ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"),
    [("2024-11-14", "2024-11-28"), ("2024-11-15", "2024-11-29"), ("2024-11-16", "2024-11-29")],
)
def test_ten_school_days_are_two_weeks(first: str, last: str) -> None:
    assert two_school_weeks()(date.fromisoformat(first)) == date.fromisoformat(last)


def test_a_holiday_is_no_school() -> None:
    def christmas(day: date) -> bool:
        return date(2024, 12, 21) <= day <= date(2025, 1, 5)

    assert two_school_weeks(christmas)(date(2024, 12, 16)) == date(2025, 1, 13)


def test_neither_is_the_summer() -> None:
    closed = outside([(date(2024, 8, 26), date(2025, 7, 4))], lambda _: False)
    assert two_school_weeks(closed)(date(2025, 7, 2)) == date(2025, 8, 12)
    assert two_school_weeks(closed)(date(2024, 8, 5)) == date(2024, 9, 6)


# -- numbers ------------------------------------------------------------------------------


def test_nothing_done(path: Path) -> None:
    assert counted(path) == [Loop("99XA00", "2023-2024", opened=2)]


@pytest.mark.parametrize(("day", "in_time"), [("2023-11-28", 1), ("2023-11-29", 0)])
def test_talked_about_in_two_school_weeks(path: Path, day: str, in_time: int) -> None:
    say(path, (ONE, "talked", "2024-02-01"), (ONE, "talked", day))
    assert counted(path) == [Loop("99XA00", "2023-2024", opened=2, talked=1, talked_in_time=in_time)]


def test_all_of_it(path: Path) -> None:
    say(path, (ONE, "learnt", "een les"), (ONE, "evaluated", "2024-01-10"), (ONE, "closed", "klaar"))
    register(path, AGAIN)
    first, second = counted(path)
    assert asdict(first) == {
        "school": "99XA00", "school_year": "2023-2024", "opened": 2, "talked_in_time": 0, "talked": 0,
        "answered": 1, "evaluated": 1, "closed": 1, "back": 1,
    }  # fmt: skip
    assert (second.school_year, second.opened) == ("2024-2025", 1)


def test_a_watch_and_a_reminder_are_not_counted(path: Path) -> None:
    watch = sighting("d" * 12, tier="watch")
    reminder = sighting("e" * 12, detector="follow_up", school_year="2024-2025", about=(ONE,))
    register(path, watch, reminder)
    assert counted(path) == [Loop("99XA00", "2023-2024", opened=2)]
    say(path, ("e" * 12, "learnt", "een les"))
    assert counted(path) == [Loop("99XA00", "2023-2024", opened=2, answered=1)]


def test_schools_add_up(path: Path) -> None:
    register(path, sighting("d" * 12, school="99XB00"))
    say(path, ("d" * 12, "learnt", "een les"))
    assert by_year(counted(path)) == [Loop(None, "2023-2024", opened=3, answered=1)]


# -- due ----------------------------------------------------------------------------------


def waits(path: Path, today: str) -> list[tuple[str, str, str]]:
    found = due(list(records(path).values()), date.fromisoformat(today), two_school_weeks())
    return [(one.record.id, one.what, one.since.isoformat()) for one in found]


def test_an_act_is_due_today_and_an_ask_in_two_school_weeks(path: Path) -> None:
    act = (TWO, "answer", "2023-11-14")
    assert waits(path, "2023-11-14") == [act]
    assert waits(path, "2023-11-28") == [act, (ONE, "answer", "2023-11-28")]


def test_what_was_answered_planned_or_closed(path: Path) -> None:
    say(path, (TWO, "learnt", "een les"), (ONE, "planned", "2023-12-12"))
    assert waits(path, "2023-12-11") == []
    assert waits(path, "2023-12-12") == [(ONE, "planned", "2023-12-12")]
    say(path, (ONE, "talked", "2023-12-12"), (ONE, "changed", "afspraak"), (ONE, "evaluate_on", "2024-03-12"))
    assert waits(path, "2024-03-11") == []
    assert waits(path, "2024-03-12") == [(ONE, "evaluate", "2024-03-12")]
    say(path, (ONE, "evaluated", "2024-03-12"), (ONE, "closed", "klaar"), (TWO, "closed", "klaar"))
    assert waits(path, "2024-03-12") == [(TWO, "not_evaluated", "2023-11-14")]


def test_what_was_opened_again_waits_from_that_day(path: Path, at: At) -> None:
    """Whatever was recorded before, of whatever tier, and although the matter went on in a later year."""
    watch = "d" * 12
    register(path, sighting(watch, tier="watch", unit_name="5A"))
    for name in (ONE, TWO, watch):
        say(path, (name, "learnt", "een les"), (name, "evaluated", "2023-12-01"), (name, "closed", "klaar"))
    at("2024-11-14")
    register(path, AGAIN)
    say(path, (LATER, "learnt", "een les"))
    assert waits(path, "2025-03-20") == []
    at("2025-03-20")
    for name in (ONE, TWO, watch):
        say(path, (name, "reopened", "het is er nog"))
    assert waits(path, "2025-03-20") == [(name, "answer", "2025-03-20") for name in (ONE, TWO, watch)]
    assert {records(path)[name].state for name in (ONE, TWO, watch)} == {"open"}
    assert counted(path)[0] == Loop("99XA00", "2023-2024", opened=2)
    say(path, (ONE, "learnt", "een tweede les"))
    assert records(path)[ONE].state == "answered"
    assert [name for name, _, _ in waits(path, "2025-03-20")] == [TWO, watch]


def test_what_was_opened_again_and_found_again_waits_as_the_later_one(path: Path, at: At) -> None:
    say(path, (ONE, "closed", "klaar"), (ONE, "reopened", "het is er nog"))
    assert [name for name, _, _ in waits(path, "2023-11-14")] == [ONE, TWO]
    at("2024-11-14")
    register(path, AGAIN)
    assert [name for name, _, _ in waits(path, "2025-01-01")] == [TWO, LATER]


def test_of_a_matter_that_goes_on_the_last_signal_waits(path: Path, at: At) -> None:
    at("2024-11-14")
    register(path, AGAIN)
    assert [name for name, _, _ in waits(path, "2025-01-01")] == [TWO, LATER]
    say(path, (LATER, "learnt", "een les"))
    assert [name for name, _, _ in waits(path, "2025-01-01")] == [TWO]


def test_a_reminder_waits_as_what_it_reminds_of(path: Path) -> None:
    register(path, sighting("e" * 12, detector="follow_up", school_year="2024-2025", about=(TWO,)))
    assert [name for name, _, _ in waits(path, "2025-01-01")] == [TWO, ONE]
    say(path, ("e" * 12, "learnt", "een les"))
    assert [name for name, _, _ in waits(path, "2025-01-01")] == [ONE]


# -- what may not be kept -----------------------------------------------------------------


@pytest.mark.parametrize(("day", "year"), [("2025-07-31", "2024-2025"), ("2025-08-01", "2025-2026")])
def test_the_school_year_of_a_day(day: str, year: str) -> None:
    assert school_year_of(date.fromisoformat(day)) == year


def filled(path: Path) -> Path:
    register(path, AGAIN)
    say(
        path,
        (ONE, "assigned", "IB'er"),
        (ONE, "talked", "2023-11-20"),
        (ONE, "learnt", "een les over stilte"),
    )
    return path


@pytest.mark.parametrize(("today", "old"), [("2026-07-31", 0), ("2026-08-01", 2)])
def test_what_is_older_than_some_school_years(path: Path, today: str, old: int) -> None:
    found = too_old(list(records(filled(path)).values()), 2, date.fromisoformat(today), path)
    assert len(found.signals) == old


def do_purge(path: Path, *, anonymise: bool) -> None:
    with Register.open(path) as opened:
        purge(opened, 2, date(2026, 8, 1), anonymise=anonymise, author=AUTHOR)


def test_a_purge_removes_all_traces_and_says_so(path: Path) -> None:
    copy = filled(path).with_name("register.sqlite.backup-v0")
    copy.write_bytes(b"an older version")
    do_purge(path, anonymise=False)
    assert ids(records(path).values()) == [LATER]
    assert b"stilte" not in path.read_bytes()
    assert not copy.exists()
    with Register.open(path) as opened:
        assert opened.problems() == []
        last = opened.history()[-1]
    assert (last.kind, last.author) == ("purged", AUTHOR)
    assert '"signals": 2' in last.value


def test_after_a_purge_nothing_can_be_changed_again(path: Path) -> None:
    test_a_purge_removes_all_traces_and_says_so(path)
    say(path, (LATER, "learnt", "een les"))
    numbers = [entry.number for entry in records(path)[LATER].entries]
    assert numbers == sorted(numbers)
    assert min(numbers) > 2


def test_made_anonymous_only_what_can_be_counted_stays(path: Path) -> None:
    before = counted(filled(path))
    do_purge(path, anonymise=True)
    record = records(path)[ONE]
    assert told(record) == [("seen", ""), ("assigned", ""), ("talked", "2023-11-20"), ("learnt", "")]
    signal = record.signal
    assert (signal.title, signal.unit_name, signal.count, signal.n) == ("", "", None, None)
    assert {entry.author for entry in record.entries} == {""}
    assert counted(path) == before
    content = path.read_bytes()
    assert not any(
        word in content
        for word in (b"stilte", b"IB'er", b"Uitgescholden: zorgen bij 4 van de 24 leerlingen in groep 3B")
    )


def test_nothing_too_old_is_no_purge(path: Path) -> None:
    before = path.read_bytes()
    with Register.open(path) as opened:
        assert purge(opened, 50, date(2026, 8, 1), anonymise=False, author=AUTHOR).signals == ()
    assert path.read_bytes() == before
