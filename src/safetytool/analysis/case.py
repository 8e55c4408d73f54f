"""What every detector gets: the counts, the settings, and the references that several share."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from safetytool.analysis.reference import Reference, peer_reference
from safetytool.analysis.statistics.budget import Budget
from safetytool.bank.model import Bank
from safetytool.counting.model import Counts, composite_items


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

    def rows(self, *kinds: str) -> pd.DataFrame:
        """Return the counts per item of units of these kinds, with k concerns of n scale answers."""
        items = self.counts.items
        frame = items[items["unit_kind"].isin(kinds) & (items["n"] > 0)]
        return frame.assign(k=frame["concerns"]).reset_index(drop=True)

    @cached_property
    def schools(self) -> Reference:
        """Every school's items, with what the other schools of its year and sector lead one to expect."""
        return peer_reference(self.rows("school"), self.bank)

    def items_of(self, row: pd.Series) -> tuple[str, ...]:
        """Return the items that a row of counts is about: one, or those of a composite."""
        if not row["composite"]:
            return (str(row["item"]),)
        items = self.counts.items
        same = items[
            (items["school"] == row["school"])
            & (items["school_year"] == row["school_year"])
            & (items["respondent_type"] == row["respondent_type"])
            & (items["unit_kind"] == "school")
        ]
        return composite_items(same, self.bank, str(row["domain"]), str(row["respondent_type"]))

    def analysed(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows are of an export itself, not of the history that came beside it."""
        return ~frame["history"].to_numpy(bool)
