"""What every detector gets: the counts, the settings, and the references that several share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from safetytool.analysis.keys import sets_of
from safetytool.analysis.parts import Parts, more_than_a_class, parts_of_schools
from safetytool.analysis.reference import Reference, peer_reference
from safetytool.analysis.statistics.budget import Budget
from safetytool.bank.model import Bank
from safetytool.counting.model import UNIT_KEYS, Counts

ROWS: Final = [
    *UNIT_KEYS, "parent", "sector", "history", "item", "domain", "actor", "composite", "n", "concerns",
    "grave", "doubtful_n", "doubtful_concerns",
]  # fmt: skip
"""The columns of `Counts.items` that detectors of concerns look at; the rest would only be copied."""


@dataclass(frozen=True)
class Norms:
    """Stated norms that are no statistics."""

    response: dict[str, float] = field(default_factory=lambda: {"pupil": 0.70, "staff": 0.40})
    """Below this share of those invited, the figures may not speak for the school. Usual is 80 to
    95 % of pupils and 40 to 70 % of staff; parents (10 to 40 %) have no norm."""
    class_response: float = 0.50
    """Below this share of a class, it is asked what happened there."""


@dataclass(frozen=True)
class Case:
    """One run's counts with what is needed to judge them."""

    counts: Counts
    budget: Budget = field(default_factory=Budget)
    norms: Norms = field(default_factory=Norms)

    @property
    def bank(self) -> Bank:
        """The item bank that the counts are written in."""
        return self.counts.bank

    def rows(self, kind: str) -> pd.DataFrame:
        """Return the counts per item of units of one kind, with k concerns of n scale answers."""
        items = self.counts.items
        wanted = ((items["unit_kind"] == kind) & (items["n"] > 0)).to_numpy(bool)
        return items[ROWS].loc[wanted].rename(columns={"concerns": "k"}).reset_index(drop=True)

    @cached_property
    def schools(self) -> Reference:
        """Every school's items, with what the other schools of its year and sector lead one to expect."""
        return peer_reference(self.rows("school"), self.bank)

    @cached_property
    def classes(self) -> Parts:
        """Every class's items, with what the rest of its school and the other schools lead one to expect."""
        return parts_of_schools(self.rows("class"), self.schools)

    @cached_property
    def grades(self) -> Parts:
        """The same of every grade of more than one class."""
        grades = more_than_a_class(self.rows("grade"), self.classes.frame)
        return parts_of_schools(grades, self.schools)

    @cached_property
    def _asked(self) -> dict[tuple[str, ...], frozenset[str]]:
        """What was answered at all, by school, school year and respondent type."""
        items = self.counts.items
        keys = ["school", "school_year", "respondent_type"]
        wanted = ((items["unit_kind"] == "school") & (items["n"] > 0)).to_numpy(bool)
        return sets_of(items[[*keys, "item"]].loc[wanted], keys, "item")

    @cached_property
    def _composites(self) -> dict[tuple[frozenset[str], str, str], tuple[str, ...]]:
        return {}

    def items_of(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the items that a row of counts is about: one, or those of a composite."""
        if not row["composite"]:
            return (str(row["item"]),)
        asked = self._asked.get((row["school"], row["school_year"], row["respondent_type"]), frozenset())
        key = (asked, str(row["domain"]), str(row["respondent_type"]))
        if key not in self._composites:
            self._composites[key] = tuple(
                item.id
                for item in self.bank.items.values()
                if item.id in asked and (item.domain, item.respondent_type) == key[1:]
            )
        return self._composites[key]

    def analysed(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows are of an export itself, not of the history that came beside it."""
        return ~frame["history"].to_numpy(bool)
