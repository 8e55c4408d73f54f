"""The words that may stay readable, and the contexts in which even those may not."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

SHORTEST_PART: Final = 4
"""The first part of a compound has at least so many letters; shorter ones would let names through."""


@dataclass(frozen=True)
class Context:
    """The lists of `context.toml`."""

    roles: frozenset[str]
    naming: frozenset[str]
    particles: frozenset[str]
    subjects: frozenset[str]
    pronouns: frozenset[str]
    capitals: frozenset[str]
    accounts: frozenset[str]
    digits: frozenset[str]
    months: frozenset[str]
    streets: frozenset[str]
    tails: frozenset[str]
    surnames: frozenset[str]
    before_only: frozenset[str]
    beside: Mapping[str, frozenset[str]]


def fold(text: str) -> str:
    """Return a text in small letters and without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@cache
def context() -> Context:
    """Return the lists of words around which a name is to be expected."""
    lists = tomllib.loads(_text("context.toml"))
    beside = {word: frozenset(map(fold, words)) for word, words in lists.pop("beside").items()}
    return Context(**{name: frozenset(map(fold, words)) for name, words in lists.items()}, beside=beside)


@cache
def ordinary() -> frozenset[str]:
    """Return the words that may stay readable."""
    return _words("words.txt") | context().roles | context().subjects | context().capitals


@cache
def doubtful() -> frozenset[str]:
    """Return the ordinary words that are names too."""
    return _words("doubtful.txt")


def is_ordinary(word: str) -> bool:
    """Tell whether a folded word may stay readable: in the list, with letters drawn out, or a compound."""
    words = ordinary()
    if word in words:
        return True
    if any(form in words for form in _shortened(word)):
        return True
    tails = context().tails
    return any(
        word[:cut] in words and word[cut:] in tails and word[:cut] not in doubtful()
        for cut in range(SHORTEST_PART, len(word) - 2)
    )


def _shortened(word: str) -> tuple[str, ...]:
    """Return a word that has letters three times or more with each of them twice, and once."""
    if not any(word[i] == word[i + 1] == word[i + 2] for i in range(len(word) - 2)):
        return ()
    once, twice = [], []
    for place, letter in enumerate(word):
        if place == 0 or letter != word[place - 1]:
            once.append(letter)
        if place < 2 or not letter == word[place - 1] == word[place - 2]:
            twice.append(letter)
    return "".join(once), "".join(twice)


@cache
def _words(name: str) -> frozenset[str]:
    lines = (line for line in _text(name).splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def _text(name: str) -> str:
    return files(__package__).joinpath(f"data/{name}").read_text(encoding="utf-8")
