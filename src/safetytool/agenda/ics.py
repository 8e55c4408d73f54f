"""agenda.ics: the conversations as a calendar (RFC 5545) that Outlook, Google and Apple read.

Consumes: an `Agenda`. Returns: the file's bytes, the same for the same agenda. Leaves out: invitations; who
is invited is up to the user.
"""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from safetytool.agenda.planning import Agenda, Entry, agenda_word
from safetytool.write.stamp import FIXED, stamp

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

ZONE: Final = "Europe/Amsterdam"
SUMMER, WINTER = timedelta(hours=2), timedelta(hours=1)


def agenda_ics(agenda: Agenda) -> bytes:
    """The calendar, with a time zone of its own if its events have a time."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//safetytool//agenda//{agenda.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    year = agenda_word("agenda.school_year", agenda.language, year=agenda.settings.year)
    calendar.add("x-wr-calname", f"{agenda_word('agenda.title', agenda.language)}, {year}")
    if agenda.settings.time is not None:
        calendar.add("x-wr-timezone", ZONE)
        calendar.add_component(_zone())
    moment = _moment(agenda)
    for entry in agenda.entries:
        calendar.add_component(_event(entry, agenda, moment))
    return _bytes(calendar)


def _bytes(calendar: "Calendar") -> bytes:
    content: bytes = calendar.to_ical(sorted=False)
    return content


def _moment(agenda: Agenda) -> datetime:
    """When the events were 'made': the build's date, else the start of the school year."""
    moment = stamp()
    return moment if moment != FIXED else datetime.combine(agenda.settings.start, time(), UTC)


def _event(entry: Entry, agenda: Agenda, moment: datetime) -> "Event":
    from zoneinfo import ZoneInfo

    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", moment)
    if entry.start is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
    else:
        start = entry.start.replace(tzinfo=ZoneInfo(ZONE))
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=entry.minutes))
    event.add("summary", f"{entry.title} ({entry.school})" if entry.school else entry.title)
    event.add("description", _description(entry, agenda))
    # Others who see the calendar see that the time is taken, and not for what.
    event.add("class", "PRIVATE" if entry.from_signals else "PUBLIC")
    event.add("transp", "TRANSPARENT" if entry.start is None else "OPAQUE")
    return event


def _description(entry: Entry, agenda: Agenda) -> str:
    """Purpose, who is there, and the questions."""
    language = agenda.language
    lines = [
        f"{agenda_word('event.purpose', language)}: {entry.purpose}",
        f"{agenda_word('event.present', language)}: {entry.present}",
    ]
    if entry.soon:
        lines.append(agenda_word("event.soon", language))
    if entry.questions:
        lines += ["", f"{agenda_word('event.questions', language)}:"]
        lines += [f"- {question}" for question in entry.questions]
    else:
        lines += ["", agenda_word("event.in_document", language)]
    return "\n".join(lines)


def _zone() -> "Timezone":
    """Dutch time, written out so that no program has to know it and no new table of zones changes it."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", ZONE)
    for part, name, month, before, now, first in (
        (TimezoneDaylight(), "CEST", 3, WINTER, SUMMER, datetime(1996, 3, 31, 2)),
        (TimezoneStandard(), "CET", 10, SUMMER, WINTER, datetime(1996, 10, 27, 3)),
    ):
        part.add("tzname", name)
        part.add("dtstart", first)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", now)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        zone.add_component(part)
    return zone
