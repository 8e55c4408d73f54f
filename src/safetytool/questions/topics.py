"""From signals to the topics of one meeting: which subjects, which questions, within the time.

Consumes: signals in order of urgency, an audience, the minutes. Returns: topics to show and those that did
not fit. Leaves out: words around them (plan.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from safetytool.bank.model import TIERS
from safetytool.questions.care import audiences_for, for_audience
from safetytool.questions.choose import MOST_OF_A_PHASE, MOST_QUESTIONS, chosen, fits, second_ids
from safetytool.questions.loading import load_questions
from safetytool.questions.model import PHASES, AskedSignal, Audience, Question
from safetytool.questions.themes import theme_of

TURN: Final[Mapping[str, int]] = {"understand": 0, "weigh": 2, "act": 1, "look_back": 3}
"""Which phase gets time first, when there is not enough: to understand, then to act."""

FIRST_FOR_ASK: Final = 3
"""So many turns go to what is worth asking about, before `watch` signals share the time that is left."""


@dataclass(eq=False)
class Draft:
    """A topic in the making."""

    signals: list[AskedSignal]
    softened: list[AskedSignal]
    """The same as the audience may talk about them."""
    candidates: list[list[Question]]
    """Questions, a dilemma's two together, in the order in which they get time."""
    picked: list[Question] = field(default_factory=list)

    @property
    def first(self) -> AskedSignal:
        """The most urgent signal, as the audience may talk about it."""
        return self.softened[0]

    def ordered(self) -> list[Question]:
        """Return the picked questions in the order of a conversation."""
        return sorted(self.picked, key=lambda question: PHASES.index(question.phase))

    def belongs_to(self, question: Question) -> tuple[str, ...]:
        """Return the ids of the signals that a question belongs to."""
        pairs = zip(self.signals, self.softened, strict=True)
        return tuple(signal.id for signal, soft in pairs if fits(question.fit, soft))


def drafts(
    signals: Sequence[AskedSignal],
    audience: Audience,
    *,
    act_schools: frozenset[str | None] = frozenset(),
    apart: bool = False,
) -> list[Draft]:
    """Return a draft a theme (or, `apart`, a signal), the most urgent first."""
    groups: dict[str, tuple[list[AskedSignal], list[AskedSignal]]] = {}
    for signal in sorted(signals, key=lambda s: TIERS.index(s.tier)):
        if audience not in audiences_for(signal):
            continue
        soft = for_audience(signal, audience, act_at_school=signal.school in act_schools)
        own = groups.setdefault(signal.id if apart else theme_of(soft).id, ([], []))
        own[0].append(signal)
        own[1].append(soft)
    return [Draft(own, soft, _candidates(soft, audience)) for own, soft in groups.values()]


def _candidates(signals: Sequence[AskedSignal], audience: Audience) -> list[list[Question]]:
    """Return at most five questions for all signals of a topic, in the order in which they get time."""
    kept: list[Question] = []
    for question in dict.fromkeys(q for signal in signals for q in chosen(signal, audience)):
        if question.id in second_ids():
            continue
        size = 2 if question.partner else 1
        same = sum(2 if q.partner else 1 for q in kept if q.phase == question.phase)
        total = sum(2 if q.partner else 1 for q in kept)
        if total + size <= MOST_QUESTIONS and same + size <= MOST_OF_A_PHASE[question.phase]:
            kept.append(question)
    turns: dict[str, int] = {}
    timed: list[tuple[int, int, Question]] = []
    for question in kept:
        turns[question.phase] = turns.get(question.phase, -1) + 1
        timed.append((turns[question.phase], TURN[question.phase], question))
    bank = load_questions()
    return [
        [question, *([bank[question.partner]] if question.partner else [])]
        for _, _, question in sorted(timed, key=lambda entry: entry[:2])
    ]


def fit_in(
    all_drafts: Sequence[Draft], minutes: int, most_topics: int, *, keep_all: bool = False
) -> tuple[list[Draft], list[Draft]]:
    """Give the topics their questions within the time; return those to show, and the rest.

    What is worth asking about gets its first questions before `watch` topics share what is left. No
    question comes twice. `keep_all`: topics without a question are shown too.
    """
    candidates = list(all_drafts[:most_topics])
    left = minutes
    used: set[str] = set()
    urgent = [draft for draft in candidates if draft.first.tier != "watch"]
    rounds = [urgent] * FIRST_FOR_ASK + [candidates] * MOST_QUESTIONS
    for turn in rounds:
        for draft in turn:
            left -= _take(draft, left, used)
    shown = [draft for draft in candidates if draft.picked or keep_all]
    return shown, [draft for draft in all_drafts if draft not in shown]


def _take(draft: Draft, left: int, used: set[str]) -> int:
    """Pick the next questions that fit in the time left; return the minutes that they take."""
    draft.candidates = [several for several in draft.candidates if several[0].id not in used]
    for several in draft.candidates:
        needed = sum(question.minutes for question in several)
        if needed <= left:
            draft.candidates.remove(several)
            draft.picked += several
            used.update(question.id for question in several)
            return needed
    return 0
