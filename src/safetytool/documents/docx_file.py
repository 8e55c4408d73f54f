"""questions.docx: an overview and a sheet for every meeting, to print, write on and keep.

Consumes: meetings of the plan. Returns: the file's bytes. Leaves out: which questions fit (the plan), and
anything about a signal that the meeting does not say itself.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from safetytool.bank.model import Language
from safetytool.documents.base import as_bytes, new_document
from safetytool.documents.choose import has_private, is_private, only_for, school_label, schools, when
from safetytool.documents.form import Form
from safetytool.documents.furniture import dress
from safetytool.documents.house import HouseStyle
from safetytool.documents.styles import MORE
from safetytool.documents.words import minutes, word
from safetytool.questions.model import Meeting, Topic

if TYPE_CHECKING:
    from docx.section import Section

AGREEMENTS: Final = 4
"""Empty rows in the table of what was agreed."""
OVERVIEW_SHARES: Final = (0.28, 0.33, 0.13, 0.16, 0.10)
SCHOOL_SHARES: Final = (0.30, 0.28, 0.14, 0.16, 0.12)
AGREEMENT_SHARES: Final = (0.56, 0.24, 0.20)
LONG_TALK: Final = 5
"""Minutes from which a question gets three lines to write on, and not two."""


def questions_docx(
    meetings: Sequence[Meeting],
    *,
    language: Language,
    school_names: Mapping[str, str],
    house: HouseStyle | None = None,
) -> bytes:
    """The document in the order of the meetings; the same meetings give the same bytes.

    Parameters
    ----------
    meetings : what `choose` left; with more than one an overview stands first.
    language : of the document's own words; meetings bring theirs.
    school_names : school id -> name for people.
    house : the look; plain black without one.
    """
    house = house or HouseStyle()
    document = new_document(house, language, _title(meetings, language, school_names, house))
    form = Form(document, language)
    if len(meetings) != 1:
        mark = only_for("coordinator", language) if has_private(meetings) else ""
        scope = _scope(meetings, language, school_names, house)
        footer = _privacy(language, private=has_private(meetings))
        dress(document.sections[0], house, language, scope=scope, mark=mark, footer=footer)
        _overview(form, meetings, school_names, house)
    for meeting in meetings:
        section = document.sections[0] if len(meetings) == 1 else _new_page(form)
        private = is_private(meeting)
        mark = only_for(meeting.kind, language) if private else ""
        scope = _scope([meeting], language, school_names, house)
        footer = _privacy(language, private=private)
        dress(section, house, language, scope=scope, mark=mark, footer=footer)
        _meeting(form, meeting)
    return as_bytes(document)


# -- page furniture -----------------------------------------------------------------------


def _title(
    meetings: Sequence[Meeting], language: Language, school_names: Mapping[str, str], house: HouseStyle
) -> str:
    title = meetings[0].title if len(meetings) == 1 else word("doc.title", language)
    return f"{title}, {_scope(meetings, language, school_names, house)}" if meetings else title


def _scope(
    meetings: Sequence[Meeting], language: Language, school_names: Mapping[str, str], house: HouseStyle
) -> str:
    """The school, or the board if there are more, and the school years."""
    if not meetings:
        return house.organisation
    found = schools(meetings)
    label = school_label(found[0] if len(found) == 1 else None, school_names, language, house.organisation)
    years = ", ".join(sorted({meeting.school_year for meeting in meetings}))
    return f"{label} · {word('doc.school_year', language, year=years)}"


def _privacy(language: Language, *, private: bool) -> str:
    return word("privacy.private" if private else "privacy.shared", language)


def _new_page(form: Form) -> "Section":
    """A section of its own, so that its header and footer can differ."""
    from docx.enum.section import WD_SECTION

    section: Section = form.document.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    return section


# -- overview -----------------------------------------------------------------------------


def _overview(
    form: Form, meetings: Sequence[Meeting], school_names: Mapping[str, str], house: HouseStyle
) -> None:
    """Which conversations there are, with whom, how long and when."""
    language = form.language
    form.heading(word("doc.title", language), 1)
    if not meetings:
        form.lead(word("doc.none", language))
        return
    form.lead(word("doc.overview_lead", language))
    if has_private(meetings):
        form.text(word("doc.overview_private", language))
    groups = [list(group) for _, group in groupby(meetings, key=lambda meeting: meeting.school)]
    labels = [school_label(g[0].school, school_names, language, house.organisation) for g in groups]
    keys = ("conversation", "present", "time", "when", "date")
    if len(groups) > 1 and all(len(group) == 1 for group in groups):
        rows = [[label, *_overview_row(g[0], language)] for label, g in zip(labels, groups, strict=True)]
        shown = [[row[0], row[1], *row[3:]] for row in rows]
        form.table(_overview_head(("school", "conversation", *keys[2:]), language), shown, SCHOOL_SHARES)
        return
    for label, group in zip(labels, groups, strict=True):
        form.heading(label, 2)
        rows = [_overview_row(meeting, language) for meeting in group]
        form.table(_overview_head(keys, language), rows, OVERVIEW_SHARES)


def _overview_head(keys: Sequence[str], language: Language) -> list[str]:
    return [word(f"overview.{key}", language) for key in keys]


def _overview_row(meeting: Meeting, language: Language) -> list[str]:
    """A meeting's title, people, time and when, and an empty cell for the date."""
    return [meeting.title, meeting.present, minutes(meeting.minutes, language), when(meeting, language), ""]


# -- a meeting ----------------------------------------------------------------------------


def _meeting(form: Form, meeting: Meeting) -> None:
    """One conversation, from its purpose to when to look back."""
    language = form.language
    form.heading(meeting.title, 1)
    if meeting.kind == "board_today":
        _alarm(form)
    form.lead(meeting.purpose)
    form.fact(word("meeting.leads", language), meeting.leads)
    form.fact(word("meeting.present", language), meeting.present)
    form.fact(word("meeting.time", language), minutes(meeting.minutes, language))
    form.fact(word("meeting.when", language), when(meeting, language))
    form.fact(word("meeting.date", language), "")
    rules = [rule for rule in meeting.rules if rule.strip()]
    if rules:
        form.heading(word("meeting.rules", language), 2)
        form.bullets(rules)
    number = 1
    for topic in meeting.topics:
        number = _topic(form, topic, number)
    form.text(meeting.more, MORE)
    _close(form, meeting)


def _alarm(form: Form) -> None:
    language = form.language
    form.alarm(
        [word("today.call", language)],
        word("today.number", language),
        [word("today.first", language), word("today.sentence", language)],
    )


def _topic(form: Form, topic: Topic, number: int) -> int:
    """One subject with its questions; returns the number of the next question."""
    form.heading(topic.title, 2)
    parts = [part for part in topic.about.splitlines() if part.strip()]
    for place, part in enumerate(parts, start=1):
        form.text(part, with_next=place == len(parts) and bool(topic.questions))
    phase = None
    for asked in topic.questions:
        if asked.phase != phase:
            phase = asked.phase
            form.heading(word(f"phase.{phase}", form.language), 3)
        lines = 3 if asked.minutes >= LONG_TALK else 2
        form.question(number, asked.text, asked.note, asked.minutes, lines)
        number += 1
    return number


def _close(form: Form, meeting: Meeting) -> None:
    """What is agreed and when to look back: one block, on one page."""
    language = form.language
    look_back = meeting.look_back.strip()
    form.heading(word("meeting.write_down", language), 2)
    form.ticks_for(meeting.write_down)
    head = [word(f"meeting.{key}", language) for key in ("agreement", "who", "by")]
    empty = [["", "", ""] for _ in range(AGREEMENTS)]
    form.table(head, empty, AGREEMENT_SHARES, together=True, with_next=bool(look_back))
    if look_back:
        form.heading(word("meeting.look_back", language), 2)
        form.text(look_back, with_next=True)
        form.fact(word("meeting.date", language), "")
