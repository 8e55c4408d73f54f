"""What the values of a column look like, as far as that helps to tell what the column is."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np

from safetytool.bank.loading import load_bank
from safetytool.read.model import Column
from safetytool.recognise.answer_labels import canonical, take_apart, withheld_and_missing
from safetytool.recognise.answer_scales import all_wordings

ANSWERS_FROM = 0.8
"""A column is one of answers if so many of its different values are known as answers."""
LOOKED_AT = 500
"""So many different values show what a column is."""
FREE_TEXT_WORDS, FREE_TEXT_DISTINCT, FREE_TEXT_VALUES = 4, 0.5, 3
"""Free text has on average so many words, so many different values per filled cell, and at least so many."""
TICKS = frozenset({"x", "v", "ja", "yes", "true", "waar", "1", "0", "nee", "no", "false", "onwaar", "✓", "✔"})


@dataclass(frozen=True)
class Values:
    """The distinct values of a column, with the labels that its instrument gives them."""

    column: Column
    texts: tuple[str, ...]
    """The first of the values as text: the label where there is one, and as written elsewhere."""
    distinct: int
    """How many different values there are."""
    filled: int
    """Cells that are not empty."""

    def share(self, holds: Callable[[str], object]) -> float:
        """Which part of the distinct values is such that `holds`; 0 where there are none."""
        return sum(bool(holds(text)) for text in self.texts) / len(self.texts) if self.texts else 0.0

    def all(self, holds: Callable[[str], object]) -> bool:
        """Whether `holds` for every distinct value, and there is one."""
        return bool(self.texts) and all(holds(text) for text in self.texts)

    @property
    def distinct_share(self) -> float:
        """Different values per filled cell: 1 where none occurs twice."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def are_numbers(self) -> bool:
        """Whether every value is a number that has no label."""
        return self.all(is_number)

    @property
    def are_answers(self) -> bool:
        """Whether most different values are answers of a known scale, or only ticks."""
        if any(isinstance(value, bool) for value in self.column.values):
            return True
        return self.all(lambda text: text.casefold() in TICKS) or self.share(_is_answer) >= ANSWERS_FROM

    @property
    def are_free_text(self) -> bool:
        """Whether people wrote the values in their own words."""
        if self.distinct < FREE_TEXT_VALUES or self.distinct_share < FREE_TEXT_DISTINCT or self.are_answers:
            return False
        return sum(len(text.split()) for text in self.texts) >= FREE_TEXT_WORDS * len(self.texts)

    @property
    def are_times(self) -> bool:
        """Whether every value is a date, or a time of day."""
        values = self.column.values
        return bool(values) and all(isinstance(value, date | time | timedelta) for value in values)


def look_at(column: Column) -> Values:
    """Take a column's values as they are to be read."""
    texts = tuple(str(column.labels.get(value, value)).strip() for value in column.values[:LOOKED_AT])
    return Values(column, texts, len(column.values), int(np.count_nonzero(column.codes >= 0)))


def is_number(text: str) -> bool:
    """Whether a text is a plain number, with a decimal point or comma at most."""
    return text.lstrip("+-").replace(",", ".", 1).replace(".", "", 1).isdecimal()


def _is_answer(text: str) -> bool:
    return text in _signs() or any(form in _known_answers() for form in take_apart(text).forms[:1])


@functools.cache
def _signs() -> frozenset[str]:
    lists = withheld_and_missing()
    return lists.withheld_signs | lists.missing_signs


@functools.cache
def _known_answers() -> frozenset[str]:
    return frozenset(map(canonical, all_wordings(load_bank(), pictures=False)))
