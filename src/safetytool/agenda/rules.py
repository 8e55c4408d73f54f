"""The rules of the year, read from `rules.toml`.

Consumes: rules.toml. Returns: a record a rule. Leaves out: dates.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from safetytool.bank.model import Language, Text

Each: TypeAlias = Literal["year", "term"]


@dataclass(frozen=True)
class Rule:
    """A conversation that comes back every school year."""

    id: str
    each: Each
    at: tuple[float, ...]
    """Where in the school weeks of the year or term: 0 is the first, 1 the last."""
    minutes: int
    title: Text
    purpose: Text
    present: Text
    questions: Mapping[Language, tuple[str, ...]]
    after: str | None
    """The rule that it comes after."""
    weeks: int
    """How many school weeks after it."""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    text = files(__package__).joinpath("rules.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            id=entry["id"],
            each=entry["each"],
            at=tuple(entry["at"]),
            minutes=entry["minutes"],
            title=entry["title"],
            purpose=entry["purpose"],
            present=entry["present"],
            questions={language: tuple(asked) for language, asked in entry["questions"].items()},
            after=entry.get("after", {}).get("rule"),
            weeks=entry.get("after", {}).get("weeks", 0),
        )
        for entry in tomllib.loads(text)["rule"]
    )
