"""Which meetings go into a document, in which order, and how they are called there.

Consumes: meetings of the plan. Returns: meetings and labels. Leaves out: how they look.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from safetytool.bank.model import Language
from safetytool.documents.words import word
from safetytool.errors import UsageError
from safetytool.questions.model import AUDIENCES, MEETINGS, Meeting, MeetingKind
from safetytool.write.plain import one_line

CHOICES: Final[tuple[str, ...]] = tuple(dict.fromkeys(("coordinator", *AUDIENCES, *MEETINGS)))
"""What --audience accepts: who is asked, or the kind of meeting."""


def choose(meetings: Sequence[Meeting], audiences: Collection[str] = ()) -> list[Meeting]:
    """The meetings for some audiences, or all of them: what has to happen today first, then school by school.

    A private meeting is chosen by its own kind only (the board's call of today also by `board`), so that
    a document for a team never carries a sheet that is not for the team.

    Raises
    ------
    UsageError
        An audience is not known.
    """
    for audience in audiences:
        if audience not in CHOICES:
            raise UsageError(f"'{audience}' is no audience", do=f"Choose from: {', '.join(CHOICES)}")
    chosen = [meeting for meeting in meetings if not audiences or _is_for(meeting, audiences)]
    order = {school: place for place, school in enumerate(schools(chosen))}
    return sorted(chosen, key=lambda m: (m.kind != "board_today", order[m.school]))


def _is_for(meeting: Meeting, audiences: Collection[str]) -> bool:
    if meeting.kind in audiences or (meeting.kind == "board_today" and "board" in audiences):
        return True
    return not meeting.private and any(audience in audiences for audience in meeting.audiences)


def has_private(meetings: Sequence[Meeting]) -> bool:
    """Whether anything in a document is not for everyone who takes part."""
    return any(is_private(meeting) for meeting in meetings)


def is_private(meeting: Meeting) -> bool:
    """Whether a meeting's sheet stays with one person; the board's call of today always does."""
    return meeting.private or meeting.kind in ("board_today", "coordinator")


def only_for(kind: MeetingKind, language: Language) -> str:
    """The line that a private sheet carries."""
    return word(f"only_for.{kind}", language)


def school_label(
    school: str | None, school_names: Mapping[str, str], language: Language, organisation: str = ""
) -> str:
    """A school's name, or its code; for the whole board its name, or a word for it."""
    if school is None:
        return organisation or word("doc.board", language)
    return one_line(school_names.get(school, school))


def when(meeting: Meeting, language: Language) -> str:
    """How soon a meeting takes place, by the most urgent of its topics."""
    if meeting.kind == "board_today":
        return word("when.today", language)
    if meeting.kind == "coordinator":
        return word("when.first", language)
    soon = any(topic.tier == "ask" for topic in meeting.topics)
    return word("when.two_weeks" if soon else "when.regular", language)


def schools(meetings: Sequence[Meeting]) -> list[str | None]:
    """The schools of the meetings, in their order; None is the whole board."""
    return list(dict.fromkeys(meeting.school for meeting in meetings))
