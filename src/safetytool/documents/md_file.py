"""questions.md: the meetings as plain text with headings, to paste in a page of the team.

Consumes: meetings of the plan. Returns: UTF-8 Markdown. Leaves out: room to write, which a page has anyway.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from safetytool.bank.model import Language
from safetytool.documents.choose import is_private, only_for, school_label, when
from safetytool.documents.house import HouseStyle
from safetytool.documents.words import minutes, word
from safetytool.questions.model import Meeting, Topic
from safetytool.write.plain import one_line

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
"""What a page could take for markup or HTML; dots and hyphens inside a sentence are harmless."""
OPENING = re.compile(r"^(\d+)([.)])|^([-+=])")
"""What would be a list or a heading's underline at the start of a line."""


def questions_md(
    meetings: Sequence[Meeting],
    *,
    language: Language,
    school_names: Mapping[str, str],
    house: HouseStyle | None = None,
) -> bytes:
    """The text in the order of the meetings. Parameters as for `questions_docx`."""
    house = house or HouseStyle()
    if not meetings:
        text = f"# {word('doc.title', language)}\n\n{word('doc.none', language)}\n"
        return text.encode()
    pages = [
        _meeting(m, language, school_label(m.school, school_names, language, house.organisation))
        for m in meetings
    ]
    return ("\n---\n\n".join("\n".join(page) + "\n" for page in pages)).encode()


def _meeting(meeting: Meeting, language: Language, school: str) -> Iterator[str]:
    private = is_private(meeting)
    yield f"# {_plain(meeting.title)}"
    yield ""
    if private:
        yield f"**{only_for(meeting.kind, language)}**"
        yield ""
    yield f"{_plain(school)} · {word('doc.school_year', language, year=meeting.school_year)}"
    yield ""
    if meeting.kind == "board_today":
        yield from _today(language)
    yield _plain(meeting.purpose)
    yield ""
    facts = {
        "leads": meeting.leads,
        "present": meeting.present,
        "time": minutes(meeting.minutes, language),
        "when": when(meeting, language),
    }
    yield from (f"- **{word(f'meeting.{key}', language)}:** {_plain(fact)}" for key, fact in facts.items())
    if meeting.rules:
        yield from _headed(word("meeting.rules", language))
        yield from (f"- {_plain(rule)}" for rule in meeting.rules)
    number = 1
    for topic in meeting.topics:
        yield from _topic(topic, language, number)
        number += len(topic.questions)
    if meeting.more.strip():
        yield from ("", _plain(meeting.more))
    yield from _headed(word("meeting.write_down", language))
    yield from (f"- [ ] {_plain(text)}" for text in meeting.write_down)
    if meeting.look_back.strip():
        yield from _headed(word("meeting.look_back", language))
        yield _plain(meeting.look_back)
    yield from ("", f"*{word('privacy.private' if private else 'privacy.shared', language)}*")


def _today(language: Language) -> Iterator[str]:
    yield f"> **{word('today.call', language)}: {word('today.number', language)}**"
    yield ">"
    yield f"> **{word('today.first', language)} {word('today.sentence', language)}**"
    yield ""


def _topic(topic: Topic, language: Language, number: int) -> Iterator[str]:
    yield from _headed(_plain(topic.title))
    if topic.about.strip():
        yield _plain(topic.about)
        yield ""
    for place, asked in enumerate(topic.questions, start=number):
        spent = word("doc.short_minutes", language, n=asked.minutes)
        phase = word(f"phase.{asked.phase}", language)
        yield f"{place}. {_plain(asked.text)} ({phase}, {spent})"
        indent = " " * (len(str(place)) + 2)
        for line in asked.note.splitlines():
            if line.strip():
                yield ""
                yield f"{indent}{_plain(line)}"


def _headed(heading: str) -> Iterator[str]:
    yield from ("", f"## {heading}", "")


def _plain(text: str) -> str:
    """A text on one line that says what it says, and is no markup, link or HTML."""
    escaped = SPECIAL.sub(r"\\\1", one_line(text))
    return OPENING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)
