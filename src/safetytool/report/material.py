"""All that the parts of a report are made of, and how they call a school and a count."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from safetytool.bank.model import Language
from safetytool.counting import Counts
from safetytool.register.loop import Loop
from safetytool.report.config import Version
from safetytool.report.figures import ALL, Cell, Figures, Key
from safetytool.report.gather import Failure
from safetytool.report.model import Count
from safetytool.signals.model import Outcome, Signal
from safetytool.texts.board import count_words, word
from safetytool.texts.quantities import listing, number
from safetytool.trend import Trends

MOST_NAMED = 6
"""More schools than these are counted where all are named elsewhere."""


@dataclass(frozen=True)
class Material:
    """What a report is made of. Of counts it shows only what `figures` lets through."""

    board: str
    version: Version
    year: str
    outcome: Outcome
    """All signals, with their true counts: the report of a board takes no number and no text from them."""
    figures: Figures
    counts: Counts
    found: Trends
    failures: tuple[Failure, ...]
    last_year: Loop | None = None
    """How far people got with the signals of the last year; None where no register tells."""

    @property
    def language(self) -> Language:
        """Of the report."""
        return self.outcome.language

    @property
    def private(self) -> bool:
        """Whether it stays in the working group, so that everything may be shown."""
        return self.version == "working_group"

    @property
    def signals(self) -> tuple[Signal, ...]:
        """The signals of the year."""
        return tuple(signal for signal in self.outcome.signals if signal.school_year == self.year)

    @property
    def schools(self) -> tuple[str, ...]:
        """The schools that the report is about, by name: those with answers, and those expected."""
        invited = self.counts.invited
        expected = set(invited.loc[invited["school_year"] == self.year, "school"])
        earlier = (school for year, of in self.figures.schools.items() if year < self.year for school in of)
        known = {*self.figures.schools.get(self.year, frozenset()), *expected, *earlier}
        return tuple(sorted(known, key=lambda school: (_natural(self.name(school)), school)))

    def name(self, school: str) -> str:
        """The school as people call it."""
        return self.outcome.school_names.get(school, school)

    def names(self, schools: Iterable[str]) -> tuple[str, ...]:
        """The same of several, each once, in the order of the report."""
        wanted = set(schools)
        return tuple(self.name(school) for school in self.schools if school in wanted)

    def listed(self, names: tuple[str, ...], most: int = MOST_NAMED) -> str:
        """Names in a sentence; of many, the first and how many more."""
        if len(names) <= most + 1:
            return listing(names, self.language)
        rest = number(len(names) - most, self.language)
        return word("page.more_schools", self.language, schools=", ".join(names[:most]), n=rest)

    def spot(self, signal: Signal) -> str:
        """What a blind spot says: to a board without naming a single question about staff conduct."""
        items = self.counts.bank.items
        gists = (items[item].gist[self.language] for item in signal.items if item in items)
        named = any(gist.casefold() in signal.title.casefold() for gist in gists)
        if named and signal.domain == "staff_conduct" and not self.private:
            return word("unseen.unread", self.language)
        return signal.title

    def key(self, kind: str, school: str = ALL, item: str = "") -> Key:
        """A row of the table, in the year of the report."""
        return Key(self.year, kind, school, item)

    def count(self, key: Key, kind: str) -> Count:
        """A count in words; '' where there is none, or nothing may be said."""
        return self.shown(self.figures.cell(key, kind))

    def shown(self, cell: Cell | None) -> Count:
        """The same of a cell."""
        if cell is None:
            return Count("")
        words = count_words(cell.mark, cell.shown, cell.low, self.figures.threshold, self.language)
        return Count(words, cell.exact)

    def response(self, kind: str, school: str = ALL) -> float | None:
        """Respondents out of those invited, where both are shown."""
        key = self.key(kind, school)
        there, invited = self.figures.exact(key, "respondents"), self.figures.exact(key, "invited")
        return there / invited if there is not None and invited else None


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Order 'De Ark 2' before 'De Ark 10'."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)
