"""The word lists of `words.toml`, and finding their words in a text.

Consumes: a text of a cell, a heading or a sentence. Returns: which words of which list stand in it, the
longest first. Leaves out: what that means where it stands.
"""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from safetytool.wording import normalise

LONGEST_PHRASE: Final = 7
SHORTEST_SLIP: Final = 6
"""A shorter word must be spelt right: 'ander' is near to 'vader', and 'ouder' to 'oudere'."""
FURTHEST: Final = 3
"""Words with more letters different are not looked at."""
LONG_WORD: Final = 11
"""From this length on two letters may be wrong."""
PEOPLE: Final = ("pupil", "staff", "management", "parent", "outsider", "unknown", "anonymous", "any")


@functools.cache
def word_lists() -> Mapping[str, Any]:
    """Everything in `words.toml`."""
    text = files("safetytool.advisors").joinpath("words.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@functools.cache
def word_set(section: str, name: str) -> frozenset[str]:
    """One list, in normal form."""
    return frozenset(filter(None, map(normalise, word_lists()[section][name])))


@dataclass(frozen=True)
class Word:
    """A phrase that was found: of which list, what it means, and which words of the text it takes."""

    kind: str
    """category, unspecific, person, before_reporter, before_about, filler; '' for words that are unknown."""
    meaning: str
    phrase: str


@functools.cache
def _phrases() -> Mapping[str, tuple[str, str]]:
    """Every phrase with its kind and meaning; where two lists have one, the earlier of these counts."""
    lists = word_lists()
    found: dict[str, tuple[str, str]] = {}
    sources = [
        *(("category", c, words) for c, words in lists["category"].items()),
        ("unspecific", "other", lists["unspecific"]["words"]),
        *(("person", who, words) for who, words in lists["person"].items()),
        *((f"before_{role}", role, words) for role, words in lists["before_person"].items()),
        ("filler", "", lists["filler"]["words"]),
    ]
    for kind, meaning, words in sources:
        for word in words:
            found.setdefault(normalise(word), (kind, meaning))
    return found


@functools.cache
def people() -> Mapping[str, str]:
    """Every phrase for people, with whom it means."""
    return {normalise(w): who for who, words in word_lists()["person"].items() for w in words}


@functools.lru_cache(maxsize=20_000)
def find_words(text: str) -> tuple[Word, ...]:
    """Split a text into known phrases, longest first, and unknown words.

    Examples
    --------
    >>> [(word.kind, word.meaning) for word in find_words("Pesten door leerkracht")]
    [('category', 'bullying'), ('filler', ''), ('person', 'staff')]
    """
    tokens = normalise(text).split()
    found: list[Word] = []
    place = 0
    while place < len(tokens):
        word = _longest(tokens, place)
        found.append(word)
        place += len(word.phrase.split())
    return tuple(found)


def _longest(tokens: Sequence[str], place: int) -> Word:
    for length in range(min(LONGEST_PHRASE, len(tokens) - place), 0, -1):
        phrase = " ".join(tokens[place : place + length])
        if phrase in _phrases():
            return Word(*_phrases()[phrase], phrase)
    token = tokens[place]
    kind, meaning = _by_parts(token) or _slip(token) or ("", "")
    return Word(kind, meaning, token)


def _by_parts(token: str) -> tuple[str, str] | None:
    """Return what a word means by how it begins or ends."""
    lists = word_lists()
    for category, stems in lists["stems"].items():
        if token.startswith(tuple(stems)):
            return "category", category
    for who, ends in lists["person_ends"].items():
        if any(token.endswith(end) and len(token) > len(end) + 1 for end in ends):
            return "person", who
    return None


@functools.lru_cache(maxsize=20_000)
def _as_it_sounds(word: str) -> str:
    """Write what sounds alike in one way: 'leerkragt' is 'leerkracht'."""
    for written, sound in (("ch", "g"), ("ij", "ei"), ("tie", "sie"), ("tsie", "sie")):
        word = word.replace(written, sound)
    return word


@functools.cache
def _sounds() -> tuple[tuple[str, tuple[str, str]], ...]:
    """Every single word for a category or a person, as it sounds, with its kind and meaning."""
    return tuple(
        (_as_it_sounds(word), found)
        for word, found in _phrases().items()
        if " " not in word and found[0] in {"category", "person"}
    )


@functools.lru_cache(maxsize=20_000)
def _slip(token: str) -> tuple[str, str] | None:
    """Return what a misspelt word means, if it can be only one thing.

    Words for people may have one letter wrong. A word that is nearly as close to one of another
    meaning is none: a pupil is never read as staff by a slip, nor the reverse.
    """
    from rapidfuzz.distance import OSA

    if len(token) < SHORTEST_SLIP or token.isdigit():
        return None
    near: dict[tuple[str, str], int] = {}
    sound = _as_it_sounds(token)
    for other, found in _sounds():
        if abs(len(other) - len(sound)) <= FURTHEST:
            distance = OSA.distance(sound, other, score_cutoff=FURTHEST)
            near[found] = min(near.get(found, FURTHEST + 1), distance)
    if not near:
        return None
    best = min(near, key=near.__getitem__)
    allowed = 2 if len(token) >= LONG_WORD and best[0] == "category" else 1
    others = [distance for found, distance in near.items() if found != best]
    return best if near[best] <= allowed and all(d > near[best] + 1 for d in others) else None
