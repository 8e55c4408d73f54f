"""A profile: what one instrument's columns and answers mean, in its user's words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from safetytool.bank.model import Bank, Item, RespondentType, Scale
from safetytool.codes import Role
from safetytool.errors import Place, UsageError
from safetytool.wording import normalise

WITHHELD: Final = "withheld"
MISSING: Final = "missing"
"""What a profile can say of an answer besides a value of its scale."""

_NUMBERING = re.compile(
    r"^\s*(?:(?:vraag|question|stelling|item)\s*)?[a-z]{0,2}\d+(?:[._]\d+)*[a-z]?\s*[.:)\]-]?\s+", re.I
)


@dataclass(frozen=True)
class ColumnRule:
    """What the profile says of one column. What it leaves open is recognised as usual."""

    header: str
    line: int
    """Line in the profile, for messages."""
    role: Role | None = None
    item: str | None = None
    scale: str | None = None
    """An answer scale of the profile, or a scale of the bank."""
    reversed: bool | None = None


@dataclass(frozen=True)
class AnswerScale:
    """How an instrument's answers are read on the scale `scale`."""

    name: str
    scale: str
    answers: Mapping[str, str]
    """The answer as written -> a value of the scale, WITHHELD or MISSING."""


@dataclass(frozen=True)
class Profile:
    """One instrument, as its profile describes it."""

    name: str
    file: str
    respondent_type: RespondentType | None = None
    school: str | None = None
    school_year: str | None = None
    columns: tuple[ColumnRule, ...] = ()
    answer_scales: Mapping[str, AnswerScale] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    """Scales of its own, which the bank does not have."""
    items: Mapping[str, Item] = field(default_factory=dict)
    """Items of its own."""
    item_scales: Mapping[str, str] = field(default_factory=dict)
    """Own item -> the answer scale that its columns are read by unless they say otherwise."""

    def extend(self, bank: Bank) -> Bank:
        """Return `bank` with the profile's own items and scales; once is as good as twice."""
        return replace(bank, items={**bank.items, **self.items}, scales={**bank.scales, **self.scales})

    def rules_for(self, headers: list[str]) -> list[tuple[ColumnRule, ...]]:
        """Return the rules of each of a sheet's headers (one a respondent type at the most).

        A header is compared without regard to case, spaces and punctuation; where that finds
        nothing, also without the numbering in front.

        Raises
        ------
        UsageError
            Where a rule fits two columns of the sheet: the profile cannot mean both.
        """
        found = [self._named(header) for header in headers]
        for index, header in enumerate(headers):
            if not found[index]:
                taken = {rule.header for rules in found for rule in rules}
                found[index] = tuple(rule for rule in self._numbered(header) if rule.header not in taken)
        self._refuse_twice(headers, found)
        return found

    def unused(self, headers: Iterable[str]) -> list[ColumnRule]:
        """Return the rules of which none of `headers` is the column."""
        keys = {header_key(header) for header in headers}
        return [rule for rule in self.columns if header_key(rule.header) not in keys]

    def _named(self, header: str) -> tuple[ColumnRule, ...]:
        key = normalise(header) or header.strip()
        return tuple(rule for rule in self.columns if (normalise(rule.header) or rule.header.strip()) == key)

    def _numbered(self, header: str) -> tuple[ColumnRule, ...]:
        key = header_key(header)
        return tuple(rule for rule in self.columns if header_key(rule.header) == key)

    def _refuse_twice(self, headers: list[str], found: list[tuple[ColumnRule, ...]]) -> None:
        first: dict[str, int] = {}
        for index, rules in enumerate(found):
            for rule in rules:
                other = first.setdefault(rule.header, index)
                if other != index:
                    raise UsageError(
                        f"'{rule.header}' fits two columns: '{headers[other]}' and '{headers[index]}'",
                        do="Write each header out in full, with its number",
                        place=Place(self.file, row=rule.line),
                    )


def header_key(header: str) -> str:
    """Return `header` without numbering, case, punctuation and spaces, for comparing."""
    return normalise(_NUMBERING.sub("", header)) or normalise(header) or header.strip()
