"""Answers that may not be meant: who ticked what hardly anybody can have meant to tick.

Some respondents joke, or click through. A few of them among hundreds can make a rare thing look
common (Robinson-Cimpian 2014, doi:10.3102/0013189X14534297; Cimpian and Timmer 2019). What is
found here is a mark beside the answers and nothing more: no answer is dropped or lowered for it.
So the rules are strict, and none of them can be met by being bullied, lonely, unsafe or hurt by
an adult alone: each needs answers that do not go together.

Consumes: the answers of one sheet and how they were asked. Returns: one bool a respondent.
Leaves out: how fast somebody answered, and free text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.bank.model import Bank, Item

EXTREME_SHARE: Final = 0.8
"""Share of the answers at their most worrying: 'nearly everything', with room for a slip."""

EXTREME_ITEMS: Final = 10
"""Fewer answers than these can all be at their worst by misfortune."""

EXTREME_DOMAINS: Final = 3
"""Misfortune at school has a direction (pupils, an adult, a place); three domains at once have none."""

RARE_ITEMS: Final = 3
"""So many things that happen to 1 or 2 in 100 do not all happen to one child at their most extreme."""

SAME_ITEMS: Final = 8
"""Equal answers in a row of this length, of which ..."""

SAME_EACH_WAY: Final = 2
"""... at least this many say that it is fine and as many that it is not: nobody read the questions."""

SAFE_ITEMS: Final = 3
DAILY_ITEMS: Final = 4
"""Entirely safe in at least three places, and at least four kinds of harm every single day."""


@dataclass(frozen=True)
class Asked:
    """How an item was put to the respondents of a sheet."""

    scale: str
    reversed: bool = False


@dataclass(frozen=True)
class _Question:
    """An item as it was asked: on which scale, and at which end of it the trouble lies."""

    item: Item
    asked: Asked
    size: int
    worst: int

    @property
    def worst_as_asked(self) -> int:
        return self.size - 1 - self.worst if self.asked.reversed else self.worst


def find_doubtful(values: pd.DataFrame, asked: Mapping[str, Asked], bank: Bank) -> NDArray[np.bool_]:
    """Say of every respondent whether the answers may not be meant.

    Parameters
    ----------
    values : one int8 column an item: place on the scale, below 0 where there is no scale answer.
    asked : how each item was asked; other columns of `values` are left out.
    bank : the item bank.

    Returns
    -------
    True where one of these holds:

    - the most worrying answer on at least 80 % of at least 10 items, in at least three domains and
      on at least 80 % of at least three items about things that are rare;
    - the same answer, not the middle one, on all of at least 8 items of one scale, where at least
      two are worded so that it is good news and at least two so that it is bad;
    - as safe as can be in at least three places and at least four kinds of harm every day.
    """
    questions = [q for name, how in asked.items() if (q := _question(bank.items[name], how, bank))]
    if not questions:
        return np.zeros(len(values), dtype=bool)
    answers = values[[q.item.id for q in questions]].to_numpy(np.int16)
    return _extremes(answers, questions) | _straight(answers, questions) | _impossible(answers, questions)


def _question(item: Item, asked: Asked, bank: Bank) -> _Question | None:
    """Return the item as asked; None where neither end, or both, of its scale are the worst."""
    values = bank.scales[asked.scale].values
    concern = item.readings[asked.scale].concern
    low, high = values[0] in concern, values[-1] in concern
    if low == high:
        return None
    return _Question(item, asked, len(values), 0 if low else len(values) - 1)


def _is_rare(item: Item) -> bool:
    """Whether the item is about something that one answer is enough for: those are rare."""
    return item.n1_concern in ("act", "ask") or item.n1_grave in ("act", "ask")


def _extremes(answers: NDArray[np.int16], questions: list[_Question]) -> NDArray[np.bool_]:
    """Find the most worrying answer on nearly everything, rare things included."""
    answered = answers >= 0
    extreme = answers == np.array([q.worst for q in questions])
    rare = np.array([_is_rare(q.item) for q in questions])
    domains = np.array([q.item.domain for q in questions])
    touched = sum(
        (extreme[:, domains == d].any(axis=1).astype(int) for d in set(domains)), np.zeros(len(answers), int)
    )
    n, rare_n = answered.sum(axis=1), answered[:, rare].sum(axis=1)
    result: NDArray[np.bool_] = (
        (n >= EXTREME_ITEMS)
        & (extreme.sum(axis=1) >= EXTREME_SHARE * n)
        & (rare_n >= RARE_ITEMS)
        & (extreme[:, rare].sum(axis=1) >= EXTREME_SHARE * rare_n)
        & (touched >= EXTREME_DOMAINS)
    )
    return result


def _straight(answers: NDArray[np.int16], questions: list[_Question]) -> NDArray[np.bool_]:
    """Find one and the same answer to questions of one scale that are worded both ways."""
    found = np.zeros(len(answers), dtype=bool)
    for scale in {q.asked.scale for q in questions}:
        own = [i for i, q in enumerate(questions) if q.asked.scale == scale]
        if len(own) < SAME_ITEMS:
            continue
        last = questions[own[0]].size - 1
        turned = np.array([questions[i].asked.reversed for i in own])
        high = np.array([questions[i].worst_as_asked > 0 for i in own])
        given = answers[:, own]
        answered = given >= 0
        given = np.where(turned & answered, last - given, given)
        first = np.where(answered, given, -1).max(axis=1)
        same = ((given == first[:, None]) | ~answered).all(axis=1) & (first * 2 != last)
        found |= (
            same
            & (answered.sum(axis=1) >= SAME_ITEMS)
            & (answered[:, high].sum(axis=1) >= SAME_EACH_WAY)
            & (answered[:, ~high].sum(axis=1) >= SAME_EACH_WAY)
        )
    return found


def _impossible(answers: NDArray[np.int16], questions: list[_Question]) -> NDArray[np.bool_]:
    """Find the combination of entirely safe everywhere and harmed in every way every day."""
    safe = np.array([q.asked.scale == "safety" for q in questions])
    harm = np.array(
        [q.asked.scale == "events" and q.item.domain in ("impairment", "staff_conduct") for q in questions]
    )
    worst = np.array([q.worst for q in questions])
    best = np.array([q.size - 1 - q.worst for q in questions])
    safe_n = (answers[:, safe] >= 0).sum(axis=1)
    result: NDArray[np.bool_] = (
        (safe_n >= SAFE_ITEMS)
        & ((answers == best)[:, safe].sum(axis=1) == safe_n)
        & ((answers == worst)[:, harm].sum(axis=1) >= DAILY_ITEMS)
    )
    return result
