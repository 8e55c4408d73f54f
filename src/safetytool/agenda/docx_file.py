"""agenda.docx: the year's conversations on a page to hang up, and their questions.

Consumes: an `Agenda`. Returns: the file's bytes. Leaves out: counts and classes, and whether there
is a signal for today, as the calendar does.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from safetytool.agenda.planning import Agenda, Entry, agenda_word
from safetytool.bank.model import Language
from safetytool.documents.base import as_bytes, new_document
from safetytool.documents.form import Form
from safetytool.documents.furniture import dress
from safetytool.documents.house import HouseStyle
from safetytool.documents.words import word

SHARES: Final = (0.31, 0.10, 0.47, 0.12)
HOLIDAY_SHARES: Final = (0.40, 0.30, 0.30)


def agenda_docx(agenda: Agenda, *, house: HouseStyle | None = None) -> bytes:
    """The document; the same agenda gives the same bytes."""
    house = house or HouseStyle()
    language = agenda.language
    title = agenda_word("agenda.title", language)
    year = agenda_word("agenda.school_year", language, year=agenda.settings.year)
    document = new_document(house, language, f"{title}, {year}")
    form = Form(document, language)
    scope = f"{house.organisation} · {year}" if house.organisation else year
    footer = agenda_word("agenda.footer", language)
    dress(document.sections[0], house, language, scope=scope, mark="", footer=footer)
    form.heading(title, 1)
    signals = any(entry.from_signals for entry in agenda.entries)
    form.lead(agenda_word("agenda.lead" if signals else "agenda.lead_rules", language))
    form.text(agenda_word("agenda.shared", language))
    # The same whether or not there is such a signal: this page may hang on a wall.
    form.text(agenda_word("agenda.today", language, number=word("today.number", language)))
    _year(form, agenda)
    _holidays(form, agenda)
    form.heading(agenda_word("agenda.entries", language), 2)
    for same in _grouped(agenda):
        _conversation(form, same)
    return as_bytes(document)


def day_label(day: date, language: Language, *, weekday: bool = True) -> str:
    """A date in words, without the machine's own language settings."""
    name = agenda_word(f"weekday.d{day.weekday()}", language)
    month = agenda_word(f"month.m{day.month}", language)
    return f"{name} {day.day} {month} {day.year}" if weekday else f"{day.day} {month} {day.year}"


def _year(form: Form, agenda: Agenda) -> None:
    language = agenda.language
    keys = ("date", "time", "conversation", "done")
    rows = [
        [
            day_label(entry.day, language),
            f"{entry.start:%H:%M}" if entry.start else "",
            _title(entry),
            "\u2610",
        ]
        for entry in agenda.entries
    ]
    form.table([agenda_word(f"column.{key}", language) for key in keys], rows, SHARES)


def _holidays(form: Form, agenda: Agenda) -> None:
    language = agenda.language
    form.heading(agenda_word("agenda.holidays", language), 2)
    head = [agenda_word(f"column.{key}", language) for key in ("holiday", "first", "last")]
    rows = [
        [
            h.name or "–",
            day_label(h.first, language, weekday=False),
            day_label(h.last, language, weekday=False),
        ]
        for h in agenda.settings.holidays
    ]
    form.table(head, rows, HOLIDAY_SHARES)


def _grouped(agenda: Agenda) -> list[list[Entry]]:
    """The entries by conversation: what comes back in the year is described once."""
    found: dict[tuple[str, str, tuple[str, ...]], list[Entry]] = {}
    for entry in agenda.entries:
        found.setdefault((entry.title, entry.school, entry.questions), []).append(entry)
    return list(found.values())


def _conversation(form: Form, same: Sequence[Entry]) -> None:
    """A conversation: why, when, with whom, and its questions."""
    language, entry = form.language, same[0]
    form.heading(_title(entry), 3)
    form.text(entry.purpose, with_next=True)
    dates = ", ".join(day_label(each.day, language, weekday=False) for each in same)
    form.fact(agenda_word("column.date", language), dates, with_next=True)
    form.fact(agenda_word("event.present", language), entry.present, with_next=True)
    if entry.questions:
        form.bullets(entry.questions, together=True)
    else:
        form.text(agenda_word("event.in_document", language))


def _title(entry: Entry) -> str:
    return f"{entry.title} ({entry.school})" if entry.school else entry.title
