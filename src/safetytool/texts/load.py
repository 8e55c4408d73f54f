"""Words as data: the tables of this folder, read once, and the two look-ups that writers need."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from safetytool.bank.model import Language, Text


@cache
def table(name: str) -> Mapping[str, Any]:
    """The contents of `texts/NAME.toml`."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def look_up(name: str, key: str) -> Any:
    """The entry of a table under a dotted key.

    Raises
    ------
    KeyError
        The table has no such entry: a mistake in the tool, never in somebody's file.
    """
    entry: Any = table(name)
    for part in key.split("."):
        if not isinstance(entry, Mapping) or part not in entry:
            raise KeyError(f"{name}.toml has no {key!r}")
        entry = entry[part]
    return entry


def term(key: str, language: Language) -> str:
    """A word or label of terms.toml, such as `tier.act` or `ui.coverage`."""
    entry: Text = look_up("terms", key)
    return entry[language]


def route(language: Language) -> str:
    """The statutory route for a signal of tier act, one step a line, in order."""
    steps: list[str] = look_up("route", language)
    return "\n".join(steps)
