"""From rules of the year and meetings to dated conversations.

Consumes: `AgendaSettings` and meetings of the plan. Returns: an `Agenda`. Leaves out: meetings of tier act
(today), the coordinator's own overview, and every word that may name a class or a count: calendars are
shared.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from safetytool.agenda.rules import Rule, rules
from safetytool.agenda.settings import AgendaSettings
from safetytool.agenda.weeks import Diary, Week, meeting_day, terms, weeks
from safetytool.bank.model import Language
from safetytool.documents.choose import is_private, school_label, schools
from safetytool.documents.words import look_up
from safetytool.errors import UsageError
from safetytool.questions.model import Meeting
from safetytool.write.plain import one_line

SOON_DAYS: Final = 10
"""Two school weeks, in school days."""
NEARBY: Final = (0, 1, -1, 2, -2)
"""Weeks from where a rule belongs that are tried to keep to one conversation a week."""
NOT_PLANNED: Final = ("board_today", "coordinator")


@dataclass(frozen=True)
class Entry:
    """One conversation with its date, in words that may stand in a shared calendar."""

    uid: str
    """The same for the same conversation of the same year, whatever its date."""
    day: date
    start: datetime | None
    """Local time; None: the whole day."""
    minutes: int
    title: str
    purpose: str
    present: str
    questions: tuple[str, ...]
    """Empty where the questions are for few eyes."""
    school: str
    """Name of the school; '' if it is for all."""
    from_signals: bool
    soon: bool
    """Whether it belongs within two school weeks."""


@dataclass(frozen=True)
class Agenda:
    """A school year of conversations, in order of date."""

    settings: AgendaSettings
    language: Language
    entries: tuple[Entry, ...]
    today: tuple[str, ...]
    """Names of schools (or the board) with a signal for today; not in the calendar."""


def agenda_word(key: str, language: Language, **facts: object) -> str:
    """A text of this package's words.toml."""
    return look_up("safetytool.agenda", key, language, facts)


def plan_agenda(
    settings: AgendaSettings,
    meetings: Sequence[Meeting] = (),
    *,
    language: Language,
    school_names: Mapping[str, str],
    organisation: str = "",
    talks_from: date | None = None,
) -> Agenda:
    """Give every conversation its date.

    Parameters
    ----------
    settings : the school year.
    meetings : those that the signals ask for.
    language : of all texts.
    school_names : school id -> name for people.
    organisation : name of the board.
    talks_from : from when meetings are planned; else as in the settings.

    Raises
    ------
    UsageError
        No school day is left from that date on.
    """
    diary = Diary(settings)
    regular: list[date] = []
    entries = list(_yearly(settings, diary, language, regular))
    many = len([school for school in schools(meetings) if school]) > 1
    labels = {
        school: school_label(school, school_names, language, organisation) for school in schools(meetings)
    }
    today = [labels[meeting.school] for meeting in meetings if meeting.kind == "board_today"]
    left = _days_left(settings, talks_from)
    planned = [meeting for meeting in meetings if meeting.kind not in NOT_PLANNED]
    for meeting in sorted(planned, key=lambda m: not _is_soon(m)):
        soon = _is_soon(meeting)
        days = _soon_days(left, settings) if soon else _regular_days(left, settings, regular)
        day, start = diary.book(days, meeting.minutes, meeting.school)
        school = labels[meeting.school] if many else ""
        entries.append(_entry(meeting, day, start, settings, language, school))
    entries.sort(key=lambda entry: (entry.day, entry.start or datetime.min, entry.school, entry.title))
    return Agenda(settings, language, tuple(entries), tuple(dict.fromkeys(today)))


# -- rules of the year --------------------------------------------------------------------


def _yearly(
    settings: AgendaSettings, diary: Diary, language: Language, regular: list[date]
) -> Iterator[Entry]:
    """Book the rules of the year: first those with a date of the user's, then in the order of the list."""
    planned = [rule for rule in rules() if rule.id not in settings.leave_out]
    dates: dict[str, list[date]] = {}
    for rule in sorted(planned, key=lambda rule: (rule.id not in settings.dates, bool(rule.after))):
        dates[rule.id] = []
        for number, days in enumerate(_places(rule, settings, diary, dates)):
            day, start = diary.book(days, rule.minutes, None)
            dates[rule.id].append(day)
            yield Entry(
                uid=_uid(settings.year, rule.id, str(number)),
                day=day,
                start=start,
                minutes=rule.minutes,
                title=rule.title[language],
                purpose=rule.purpose[language],
                present=rule.present[language],
                questions=rule.questions[language],
                school="",
                from_signals=False,
                soon=False,
            )
    regular.extend(dates.get("regular", []))


def _places(
    rule: Rule, settings: AgendaSettings, diary: Diary, dates: Mapping[str, Sequence[date]]
) -> Iterator[list[date]]:
    """For each time that a rule takes place, the days to try."""
    if rule.id in settings.dates:
        yield from ([day] for day in settings.dates[rule.id])
        return
    year = weeks(settings.school_days)
    if rule.after and dates.get(rule.after):
        last = max(dates[rule.after])
        week = next(place for place, days in enumerate(year) if last <= days[-1])
        target = min(week + rule.weeks, len(year) - 1)
        yield [_free_day(year, target, settings, diary)]
        return
    for part in [year] if rule.each == "year" else terms(settings):
        for at in rule.at:
            yield [_free_day(part, round(at * (len(part) - 1)), settings, diary)]


def _free_day(part: Sequence[Week], target: int, settings: AgendaSettings, diary: Diary) -> date:
    """The meeting day of the target week, or of a week nearby where nothing stands yet."""
    nearby = [target + step for step in NEARBY if 0 <= target + step < len(part)]
    week = next((place for place in nearby if diary.is_free(part[place])), target)
    return meeting_day(part[week], settings.weekday)


# -- conversations about signals ----------------------------------------------------------


def _is_soon(meeting: Meeting) -> bool:
    return any(topic.tier == "ask" for topic in meeting.topics)


def _days_left(settings: AgendaSettings, talks_from: date | None) -> list[date]:
    first = talks_from or settings.talks_from or settings.start
    left = [day for day in settings.school_days if day >= first]
    if not left or first < settings.start:
        raise UsageError(
            f"{first} is not within the school days of {settings.year} ({settings.start} to {settings.end})",
            do="Give --from a date in that school year",
        )
    return left


def _soon_days(left: Sequence[date], settings: AgendaSettings) -> list[date]:
    """Of the first two school weeks the meeting days, then the other days."""
    window = left[:SOON_DAYS]
    first = [meeting_day(week, settings.weekday) for week in weeks(window)]
    return first + [day for day in window if day not in first]


def _regular_days(left: Sequence[date], settings: AgendaSettings, regular: Sequence[date]) -> list[date]:
    """The next regular safety meeting's day, then the meeting days after it; else the meeting days left."""
    following = [day for day in sorted(regular) if day >= left[0]]
    usual = [meeting_day(week, settings.weekday) for week in weeks(left)]
    if not following:
        return usual
    return following[:1] + [day for day in usual if day > following[0]]


def _entry(
    meeting: Meeting,
    day: date,
    start: datetime | None,
    settings: AgendaSettings,
    language: Language,
    school: str,
) -> Entry:
    """A meeting in words for a shared calendar: a private one in general words.

    Questions stand only with meetings that many take part in; those for the school leader, the advisor or
    the board can tell more than a calendar may.
    """
    private = is_private(meeting)
    open_to_many = meeting.kind in ("team", "pupils", "parents")
    asked = [
        one_line(question.text)
        for topic in meeting.topics
        if topic.tier != "act" and open_to_many
        for question in topic.questions
    ]
    general = agenda_word(f"private_title.{meeting.kind}", language)
    return Entry(
        uid=_uid(settings.year, meeting.kind, *meeting.audiences, meeting.school or "", meeting.school_year),
        day=day,
        start=start,
        minutes=meeting.minutes,
        title=general if private else one_line(meeting.title),
        purpose=agenda_word("private_purpose.any", language) if private else one_line(meeting.purpose),
        present=one_line(meeting.present),
        questions=tuple(dict.fromkeys(asked)),
        school=one_line(school),
        from_signals=True,
        soon=_is_soon(meeting),
    )


def _uid(*parts: str) -> str:
    return f"{hashlib.sha256('/'.join(parts).encode()).hexdigest()[:32]}@safetytool"
