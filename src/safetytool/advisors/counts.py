"""Reads how many: numbers, number words, 'geen', ticks, and words that say that it is not told.

Consumes: a cell. Returns: a stated number, a tick, not reported, nothing, or broken. Leaves out what to do
with a broken one: that is refused where its place is known.
"""

import functools
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final, Literal, TypeAlias

from safetytool.advisors.words import word_lists, word_set
from safetytool.read.model import Cell
from safetytool.wording import normalise

State: TypeAlias = Literal["number", "tick", "no_tick", "not_reported", "empty", "broken"]

_WHOLE: Final = re.compile(r"\+?(\d{1,9})(?:[.,]0)?\*?")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_ROUND: Final = re.compile(r"\d{1,3}[.,]000")
"""May be thousands, or a whole number with three decimals: nobody can tell."""
_DASHES: Final = frozenset("-–—−")


@dataclass(frozen=True)
class Count:
    """What a cell says of how many."""

    state: State
    number: int = 0


@functools.lru_cache(maxsize=20_000)
def _read_text(text: str) -> Count:
    if text in word_lists()["counts"]["tick_signs"]:
        return Count("tick", 1)
    if text in word_lists()["counts"]["empty_signs"]:
        return Count("empty")
    if set(text) <= _DASHES:
        return Count("number", 0)
    if match := _WHOLE.fullmatch(text):
        return Count("number", int(match[1]))
    if _THOUSANDS.fullmatch(text) and not _ROUND.fullmatch(text):
        return Count("number", int(re.sub(r"\D", "", text)))
    return _read_words(normalise(text), text)


def _read_words(words: str, text: str) -> Count:
    if not words:
        return Count("not_reported" if "?" in text else "broken")
    if words in word_set("counts", "not_reported"):
        return Count("not_reported")
    if words in word_set("counts", "tick"):
        return Count("tick", 1)
    if words in word_set("counts", "zero"):
        return Count("no_tick" if words in word_set("counts", "no_tick") else "number", 0)
    # 'één' is written 'een' in normal form; a sign, as in '-3', is lost there and looked for in the text.
    number, _, unit = words.partition(" ")
    plain = not re.search(r"[-–<>~±%,.]|\d\s*[/+]", text.rstrip("."))
    if (glued := re.fullmatch(r"(\d+)x", number)) and plain:
        return Count("number", int(glued[1])) if not unit or _is_unit(unit) else Count("broken")
    value = number_of(number)
    if value is not None and plain and (not unit or _is_unit(unit)):
        return Count("number", value)
    if (stated := zero_stated(text)) is not None and not stated:
        return Count("number", 0)
    return Count("broken")


def _is_unit(words: str) -> bool:
    return all(word in word_set("counts", "units") for word in words.split())


def number_of(word: str) -> int | None:
    """Return the number that a word in normal form means; None for other words."""
    if word in word_set("counts", "zero") and word not in word_set("counts", "no_tick"):
        return 0
    if word.isdecimal() and len(word) < 10:
        return int(word)
    value: int | None = word_lists()["counts"]["numbers"].get(word)
    return value


def read_count(cell: Cell | None) -> Count:
    """Read how many a cell says.

    Examples
    --------
    >>> read_count("2 meldingen").number, read_count("één").number, read_count("-").number
    (2, 1, 0)
    >>> read_count("-3").state, read_count(2.5).state, read_count("1-2").state, read_count("n.b.").state
    ('broken', 'broken', 'broken', 'not_reported')
    """
    if cell is None:
        return Count("empty")
    if isinstance(cell, bool):
        return Count("tick", 1) if cell else Count("no_tick")
    if isinstance(cell, int):
        return Count("number", cell) if cell >= 0 else Count("broken")
    if isinstance(cell, float | date | time | timedelta):
        return Count("broken")
    return _read_text(cell)


@functools.lru_cache(maxsize=20_000)
def zero_stated(text: str) -> str | None:
    """Return what follows 'geen meldingen' where a text says that there are none; None where it does not.

    Examples
    --------
    >>> zero_stated("Er zijn geen meldingen gedaan."), zero_stated("Geen meldingen over personeel")
    ('', 'over personeel')
    >>> zero_stated("Pesten") is None
    True
    """
    match = re.match(word_lists()["counts"]["zero_stated"], normalise(text))
    if match is None:
        return None
    rest = match["rest"]
    return "" if re.match(word_lists()["counts"]["zero_rest"], rest) else rest.strip()


def is_not_reported(text: str) -> bool:
    """Whether a text says that the number is not told."""
    return normalise(text) in word_set("counts", "not_reported")
