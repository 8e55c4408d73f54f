"""The rules of care: who may be asked about a signal, and what of it may be said to whom.

Consumes: signals. Returns: yes or no, and what may be named. Leaves out: which questions fit.

Rules
    1. A signal of tier `act` goes to the board's own list, and to nobody else: nobody questions the pupil or
       the person whom it may concern.
    2. An earlier signal on that route, still without an answer, stays with board, school leader and
       coordinator.
    3. Where a school has an `act`, its pupils are asked nothing about adults; instead whom they can turn to.
    4. A class, grade or group of pupils is named only in the coordinator's own overview and the
       board's list for today, or to adults of the school where it has at least 10 respondents and
       at least 3 of them are concerned. Pupils, parents and the council hear of no group; and nobody
       hears of a group where the subject is how adults treat pupils, because a class has one teacher.
    5. Counts are shown outside those two only to team and school leader, under the same rule. A remark is
       never quoted, anywhere.
    6. Who answered decides who is asked: pupils and parents hear nothing of the staff's own answers.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from safetytool.questions.model import AUDIENCES, AskedSignal, Audience, MeetingKind
from safetytool.questions.themes import Theme, theme_of

LEAST_RESPONDENTS: Final = 10
LEAST_COUNT: Final = 3

PUPILS: Final[frozenset[Audience]] = frozenset(
    {"pupils_lower", "pupils_upper", "pupils_vo", "pupils_so", "pupil_council"}
)
WHOLE_BOARD: Final[frozenset[Audience]] = frozenset({"board", "coordinator"})
"""Who is asked about what holds for all schools together."""

HEARS_UNITS: Final[frozenset[Audience]] = frozenset({"team", "school_leader", "board", "advisor"})
HEARS_COUNTS: Final[frozenset[Audience]] = frozenset({"team", "school_leader"})

PRIVATE: Final[frozenset[MeetingKind]] = frozenset({"board_today", "coordinator"})

ABOUT_ADULTS: Final = frozenset({"staff_conduct", "tone", "fairness", "physical", "closeness", "colleagues"})
"""Themes in which pupils talk about adults at school."""


def audiences_for(signal: AskedSignal) -> tuple[Audience, ...]:
    """Return who may be asked about a signal, in the bank's order."""
    allowed: Collection[Audience] = theme_of(signal).audiences
    if signal.school is None and signal.tier != "act":
        allowed = [audience for audience in allowed if audience in WHOLE_BOARD]
    if signal.respondent_type in ("staff", "parent") and "contrast" not in signal.detectors:
        allowed = [audience for audience in allowed if audience not in PUPILS]
    if signal.respondent_type == "staff":
        allowed = [audience for audience in allowed if audience != "parents"]
    return tuple(audience for audience in AUDIENCES if audience in allowed)


def for_audience(signal: AskedSignal, audience: Audience, *, act_at_school: bool = False) -> AskedSignal:
    """Return a signal as an audience may talk about it: for pupils of a school with an `act`, softened."""
    if act_at_school and audience in PUPILS and theme_of(signal).id in ABOUT_ADULTS:
        return replace(
            signal, detector="sentinel", detectors=("sentinel",), domain="disclosure", actor=None, items=()
        )
    return signal


def may_name_unit(signal: AskedSignal, audience: Audience) -> bool:
    """Tell whether an audience may hear which class, grade or group it is about."""
    return (
        audience in HEARS_UNITS
        and signal.unit_kind in ("class", "grade", "gender")
        and theme_of(signal).id not in ABOUT_ADULTS
        and is_large_enough(signal)
    )


def may_show_count(signal: AskedSignal, audience: Audience) -> bool:
    """Tell whether an audience may see how many answered so.

    Also not where nearly everybody did: then it is known of each.
    """
    return (
        audience in HEARS_COUNTS
        and is_large_enough(signal)
        and (signal.n or 0) - (signal.count or 0) >= LEAST_COUNT
        and signal.sources == ("monitor",)
        and signal.respondent_type is not None
        and theme_of(signal).id not in ("response", "withheld", "silence", "not_asked")
    )


def is_large_enough(signal: AskedSignal) -> bool:
    """Tell whether so many answered, and so many so, that nobody can be pointed at."""
    return (signal.n or 0) >= LEAST_RESPONDENTS and (signal.count or 0) >= LEAST_COUNT


def may_quote(signal: AskedSignal) -> bool:
    """Tell whether a private page may carry the signal's own explanation: not where it shows a remark."""
    return "text" not in signal.detectors and "text" not in signal.sources


def is_about_adults(theme: Theme) -> bool:
    """Tell whether a conversation on this theme may bring up a possible sexual offence by an adult."""
    return theme.id in ABOUT_ADULTS
