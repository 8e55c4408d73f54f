"""The documents' own words: one table, read once, in the language of the document.

Consumes: `words.toml`. Returns: a text with its facts filled in. Leaves out: what meetings say.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from safetytool.bank.model import Language


@cache
def words(package: str = __package__) -> Mapping[str, Mapping[str, Mapping[Language, str]]]:
    """All of a package's `words.toml`: group -> key -> language -> text."""
    loaded: dict[str, Any] = tomllib.loads(files(package).joinpath("words.toml").read_text(encoding="utf-8"))
    return loaded


def word(key: str, language: Language, **facts: object) -> str:
    """The text under `group.key`, with its facts.

    Raises
    ------
    KeyError
        There is no such text, or a fact is missing: a mistake in the tool, never in a file.
    """
    return look_up(__package__, key, language, facts)


def look_up(package: str, key: str, language: Language, facts: Mapping[str, object]) -> str:
    """The text under `group.key` of another package's words."""
    group, name = key.split(".")
    text = words(package)[group][name][language]
    return text.format(**facts) if facts else text


def minutes(number: int, language: Language) -> str:
    """A duration in words."""
    return word("doc.minute", language) if number == 1 else word("doc.minutes", language, n=number)
