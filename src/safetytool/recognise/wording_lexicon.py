"""The lexicon: which words and phrases carry the facets of a question."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from safetytool.bank.loading import read_packaged

Kind = Literal["actors", "places", "topics", "soft", "marks", "ignore"]
Target = tuple[Kind, str]

LEXICON_FILE = "lexicon.toml"
_KINDS: tuple[Kind, ...] = ("actors", "places", "topics", "soft", "marks", "ignore")
_GAP, _FURTHEST_PARTICLE = "~", 10
_SHORTEST_SLIP, _SLIP_SCORE = 5, 90.0
"""A word of five letters or more with one letter too many or too few still counts as that word.
One wrong letter does not: gepast is not gepest, gestoken is not gestolen."""


@dataclass(frozen=True)
class Match:
    """A stretch of words that the lexicon knows, and what it stands for."""

    length: int
    targets: frozenset[Target]
    particle: int | None = None
    """Where the particle of a separable verb stands ("lacht ... uit")."""


@dataclass
class Lexicon:
    """Terms by their first word; `*` ends a word that may have any ending."""

    exact: dict[str, list[tuple[tuple[str, ...], Target]]] = field(default_factory=dict)
    prefixes: dict[str, list[tuple[tuple[str, ...], Target]]] = field(default_factory=dict)
    follow_up: re.Pattern[str] = re.compile("(?!)")
    """Matches at the start of a question that goes on about an earlier answer."""
    headings: frozenset[str] = frozenset()
    harm: frozenset[str] = frozenset()

    def add(self, term: str, target: Target) -> None:
        """File one term under its first word."""
        first, *rest = term.split()
        if first.endswith("*"):
            self.prefixes.setdefault(first[:-1], []).append((tuple(rest), target))
        else:
            self.exact.setdefault(first, []).append((tuple(rest), target))

    def match(self, words: list[str], start: int) -> Match | None:
        """Return the longest term that starts at `start`, or None."""
        best, length, particle, targets = (0, 0), 0, None, set[Target]()
        for literal, rest, target in self._candidates(words[start]):
            separated = rest[:1] == (_GAP,)
            place = _particle(rest[1], words, start + 1) if separated else None
            if place is None if separated else not _fits(rest, words, start + 1):
                continue
            rank = (len(rest) + 1, literal)
            if rank > best:
                best, targets = rank, {target}
                length, particle = (1, place) if separated else (rank[0], None)
            elif rank == best:
                targets.add(target)
        return Match(length, frozenset(targets), particle) if length else None

    def knows(self, word: str) -> bool:
        """Whether any term starts with this word."""
        return next(self._candidates(word), None) is not None

    def _candidates(self, word: str) -> Iterator[tuple[int, tuple[str, ...], Target]]:
        for rest, target in self.exact.get(word, ()):
            yield 1000, rest, target
        for length in range(len(word), 2, -1):
            for rest, target in self.prefixes.get(word[:length], ()):
                yield length, rest, target

    @functools.cached_property
    def vocabulary(self) -> list[str]:
        """The words that a slip of the pen may be taken for."""
        return [word for word in self.exact if len(word) >= _SHORTEST_SLIP]

    def correct(self, word: str) -> str:
        """Return the known word that this one is a slip of, or the word itself."""
        if len(word) < _SHORTEST_SLIP or self.knows(word):
            return word
        from rapidfuzz import fuzz, process

        best = process.extractOne(word, self.vocabulary, scorer=fuzz.ratio, score_cutoff=_SLIP_SCORE)
        return best[0] if best and best[0][0] == word[0] else word


def _particle(word: str, words: list[str], start: int) -> int | None:
    """Return where the particle of a separable verb follows, if it does so soon enough."""
    end = min(len(words), start + _FURTHEST_PARTICLE)
    return next((place for place in range(start, end) if words[place] == word), None)


def _fits(rest: tuple[str, ...], words: list[str], position: int) -> bool:
    if position + len(rest) > len(words):
        return False
    for offset, part in enumerate(rest):
        word = words[position + offset]
        if word != part and not (part.endswith("*") and word.startswith(part[:-1])):
            return False
    return True


@functools.cache
def load_lexicon() -> Lexicon:
    """Return the packaged lexicon, loaded once."""
    document = read_packaged(LEXICON_FILE)
    lexicon = Lexicon(
        follow_up=_any_at_start(_terms(document["openers"]["follow_up"])),
        headings=frozenset(_terms(document["headings"]["words"])),
        harm=frozenset(_terms(document["harm"]["topics"])),
    )
    for kind in _KINDS:
        for name, terms in document[kind].items():
            for term in _terms(terms):
                lexicon.add(term, (kind, name))
    return lexicon


def _terms(block: str) -> list[str]:
    return [term for term in (part.strip() for part in block.replace("\n", " ").split(",")) if term]


def _any_at_start(terms: list[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(term).replace(r"\*", r"\w*") for term in terms)
    return re.compile(rf"(?:{alternatives})\b")
