"""agenda.ics and agenda.docx: read back, folded as RFC 5545 asks, and telling on nobody."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from icalendar import Calendar

from safetytool.agenda import agenda_docx, agenda_ics, plan_agenda, read_agenda
from safetytool.agenda.settings import AgendaSettings
from safetytool.bank.model import LANGUAGES, Language
from safetytool.documents import HouseStyle
from tests.agenda.years import TABLE, school_years, written
from tests.documents.meetings import CLASS, NAMES, SAID, full, meeting

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST, LAST = datetime(2025, 1, 1), datetime(2036, 1, 1)


@pytest.fixture
def year(tmp_path: Path) -> AgendaSettings:
    return read_agenda(written(tmp_path))


def made(year: AgendaSettings, language: Language = "nl") -> bytes:
    return agenda_ics(plan_agenda(year, full(language), language=language, school_names=NAMES))


def unfolded(content: bytes) -> str:
    return content.decode().replace("\r\n ", "")


# -- calendar -----------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(school_years())
def test_lines_are_folded_and_everything_reads_back(year: AgendaSettings) -> None:
    agenda = plan_agenda(year, full(), language="nl", school_names=NAMES)
    content = agenda_ics(agenda)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    events = Calendar.from_ical(content).walk("VEVENT")
    assert len(events) == len(agenda.entries)
    for event, entry in zip(events, agenda.entries, strict=True):
        assert str(event["UID"]) == entry.uid
        assert entry.title in str(event["SUMMARY"])
        start, end = event.decoded("DTSTART"), event.decoded("DTEND")
        if entry.start is None:
            assert (start, end) == (entry.day, entry.day + timedelta(days=1))
        else:
            assert start.replace(tzinfo=None) == entry.start
            assert end - start == timedelta(minutes=entry.minutes)
        for question in entry.questions:
            assert question in str(event["DESCRIPTION"])


def test_times_are_dutch_in_winter_and_summer(year: AgendaSettings) -> None:
    found = {e.decoded("DTSTART") for e in Calendar.from_ical(made(year)).walk("VEVENT")}
    utc = {moment.astimezone(UTC).hour for moment in found if moment.hour == 15}
    assert utc == {13, 14}
    assert all(moment.utcoffset() == moment.replace(tzinfo=ZONE).utcoffset() for moment in found)
    assert "BEGIN:VTIMEZONE" in unfolded(made(year))


def test_without_a_time_events_last_a_day(tmp_path: Path) -> None:
    text = unfolded(made(read_agenda(written(tmp_path, TABLE.replace('time = "15:30"\n', "")))))
    assert "DTSTART;VALUE=DATE:2025" in text
    assert "VTIMEZONE" not in text
    assert text.count("TRANSP:TRANSPARENT") == text.count("BEGIN:VEVENT")


def test_the_stamp_is_the_start_of_the_year_or_of_the_build(
    year: AgendaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert "DTSTAMP:20250825T000000Z" in unfolded(made(year))
    assert made(year) == made(year)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2025, 9, 1, 7, tzinfo=UTC).timestamp())))
    assert "DTSTAMP:20250901T070000Z" in unfolded(made(year))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shared_calendar_gives_nothing_away(year: AgendaSettings, language: Language) -> None:
    text = unfolded(made(year, language))
    for kept in (CLASS, SAID[language]["about"], SAID[language]["topic"], "0900", "1 / 22", "Het Baken"):
        assert kept not in text
    events = Calendar.from_ical(made(year, language)).walk("VEVENT")
    private = [event for event in events if str(event["CLASS"]) == "PRIVATE"]
    assert len(private) == 6
    assert all(str(event["TRANSP"]) == "OPAQUE" for event in events)


def test_names_with_commas_and_semicolons_survive(year: AgendaSettings) -> None:
    one = meeting(title="Team; met, alles\\erbij")
    content = agenda_ics(plan_agenda(year, [one], language="nl", school_names=NAMES))
    titles = {str(event["SUMMARY"]) for event in Calendar.from_ical(content).walk("VEVENT")}
    assert "Team; met, alles\\erbij" in titles


# -- paper --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lists_every_conversation(year: AgendaSettings, language: Language) -> None:
    agenda = plan_agenda(year, full(language), language=language, school_names=NAMES)
    document = docx.Document(io.BytesIO(agenda_docx(agenda)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert len(rows) == 1 + len(agenda.entries)
    thursday = {"nl": "donderdag 28 augustus 2025", "en": "Thursday 28 August 2025"}[language]
    assert rows[1][:2] == [thursday, "15:30"]
    free = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert free[1][0] == "Herfst"
    said = "\n".join(p.text for p in document.paragraphs)
    for entry in agenda.entries:
        assert entry.purpose in said
        assert all(question in said for question in entry.questions)


def test_the_page_does_not_tell_whether_there_is_a_signal_for_today(year: AgendaSettings) -> None:
    def told(meetings: list) -> str:  # type: ignore[type-arg]
        agenda = plan_agenda(year, meetings, language="nl", school_names=NAMES)
        return "\n".join(p.text for p in docx.Document(io.BytesIO(agenda_docx(agenda))).paragraphs)

    today = meeting(kind="board_today")
    assert told([today, meeting()]) == told([meeting()])
    assert "0900 111 3 111" in told([meeting()])


def test_the_page_is_the_same_every_time_and_in_house_style(year: AgendaSettings) -> None:
    agenda = plan_agenda(year, full(), language="nl", school_names=NAMES)
    house = HouseStyle("Stichting Het Veld", "Verdana", "1F3864")
    assert agenda_docx(agenda, house=house) == agenda_docx(agenda, house=house)
    document = docx.Document(io.BytesIO(agenda_docx(agenda, house=house)))
    assert document.sections[0].header.paragraphs[0].text == "Stichting Het Veld · schooljaar 2025-2026"
    assert document.core_properties.author == ""


def test_dates_do_not_depend_on_the_machine() -> None:
    from safetytool.agenda.docx_file import day_label

    assert day_label(date(2026, 3, 2), "nl") == "maandag 2 maart 2026"
    assert day_label(date(2026, 3, 2), "en", weekday=False) == "2 March 2026"


def test_the_time_zone_changes_when_dutch_time_does(year: AgendaSettings) -> None:
    """Its rules, worked out with dateutil, against the table of zones: every day at noon, ten years."""
    [zone] = Calendar.from_ical(made(year)).walk("VTIMEZONE")
    changes = []
    for part in zone.subcomponents:
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=part.decoded("DTSTART"))
        changes += [(moment, part.decoded("TZOFFSETTO")) for moment in rule.between(FIRST, LAST)]
    changes.sort()
    assert len(changes) == 22
    for number in range(3650):
        noon = datetime(2025, 6, 1, 12) + timedelta(days=number)
        offset = [now for moment, now in changes if moment <= noon][-1]
        assert offset == noon.replace(tzinfo=ZONE).utcoffset(), noon
