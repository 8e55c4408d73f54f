"""Which questions of the bank fit a signal and an audience: few, and one for each step of a talk.

Consumes: a signal, an audience. Returns: at most five questions, in the order in which they are asked.
Leaves out: other signals, and the time of a meeting (plan.py).
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final
from zlib import crc32

from safetytool.questions.care import audiences_for, for_audience
from safetytool.questions.loading import load_questions
from safetytool.questions.model import PHASES, AskedSignal, Audience, Fit, Question
from safetytool.questions.themes import NONE, REMEMBERED, theme_of

MOST_QUESTIONS: Final = 5
"""Per signal and audience."""

MOST_OF_A_PHASE: Final = {"understand": 2, "weigh": 2, "act": 2, "look_back": 1}

CLOSED: Final = frozenset({"act", "earlier_act"})
"""Themes with a list of their own, to which nothing is added."""


def question_ids(signal: AskedSignal, *, act_at_school: bool = False) -> tuple[str, ...]:
    """Return the ids of the questions that belong to a signal, over all audiences, in order.

    `act_at_school`: its school has a signal of tier `act`, so pupils are asked nothing about adults.
    """
    ids = (
        q.id
        for audience in audiences_for(signal)
        for q in chosen(for_audience(signal, audience, act_at_school=act_at_school), audience)
    )
    return tuple(dict.fromkeys(ids))


@lru_cache(maxsize=16 * REMEMBERED)
def chosen(signal: AskedSignal, audience: Audience) -> tuple[Question, ...]:
    """Return the questions for one audience: understand first, then weigh, act, look back.

    First the best to understand, weigh and act; then what the bank insists on (a weight above 0), one to
    look back, and the best that are left. Among equals the signal's id decides, so that
    another year or school gets other questions, and the same signal always the same. One dilemma at most.
    """
    if audience not in audiences_for(signal):
        return ()
    ranked = _ranked(signal, audience)
    picked: list[Question] = []
    for phase in PHASES[:-1]:
        _add(picked, [q for q in ranked if q.phase == phase][:1])
    _add(picked, (q for q in ranked if q.weight > 0))
    _add(picked, (q for q in ranked if q.phase == "look_back"))
    _add(picked, (q for q in ranked if not q.partner))
    order = {q.id: at for at, q in enumerate(picked)}
    return tuple(sorted(picked, key=lambda q: (PHASES.index(q.phase), order[q.id])))


def fits(fit: Fit, signal: AskedSignal) -> bool:
    """Tell whether a question with this fit belongs to a signal."""
    theme = theme_of(signal)
    if theme.id in CLOSED and theme.id not in fit.themes:
        return False
    if theme.alone and fit.domains and theme.id not in fit.themes:
        return False
    checks = (
        (fit.detectors, signal.detectors),
        (fit.domains, (signal.domain or NONE,)),
        (fit.actors, (signal.actor or NONE,)),
        (fit.tiers, (signal.tier,)),
        (fit.themes, (theme.id,)),
        (fit.items, signal.items),
        (fit.sources, signal.sources),
    )
    return all(not wanted or wanted.intersection(has) for wanted, has in checks)


def closeness(fit: Fit) -> int:
    """Return how closely a question that fits is made for its signals."""
    return (
        4 * bool(fit.themes)
        + 3 * bool(fit.items)
        + 3 * bool(fit.detectors)
        + 2 * bool(fit.sources)
        + bool(fit.domains)
        + bool(fit.actors)
    )


def _ranked(signal: AskedSignal, audience: Audience) -> list[Question]:
    """Return all questions that fit, the best first, without the second half of dilemmas."""
    found = [q for q in _of_audience(audience) if fits(q.fit, signal)]
    return sorted(found, key=lambda q: (-closeness(q.fit), -q.weight, crc32(f"{signal.id} {q.id}".encode())))


@cache
def second_ids() -> frozenset[str]:
    """Return the ids of the second questions of dilemmas, which only come with the first."""
    return frozenset(q.partner for q in load_questions().values() if q.partner)


@cache
def _of_audience(audience: Audience) -> Sequence[Question]:
    questions = load_questions().values()
    return tuple(q for q in questions if audience in q.audiences and q.id not in second_ids())


def _add(picked: list[Question], candidates: Iterable[Question]) -> None:
    """Add what there is room for, a dilemma with its second question."""
    for question in candidates:
        several = [question, *([load_questions()[question.partner]] if question.partner else [])]
        same_phase = [q for q in picked if q.phase == question.phase]
        if (
            question not in picked
            and len(picked) + len(several) <= MOST_QUESTIONS
            and len(same_phase) + len(several) <= MOST_OF_A_PHASE[question.phase]
        ):
            picked += several
