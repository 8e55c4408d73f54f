"""Reads a question into its facets: who does it, where, to whom, in which role, about what.

The same reading is made of a header and of every wording of the bank, so that the two can be
compared facet by facet. Nothing here knows an item.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from safetytool.recognise.wording_lexicon import Lexicon, Target, load_lexicon
from safetytool.recognise.wording_roles import Role, agent_of, role_of

UNCLEAR_NEGATION = -1


@dataclass(frozen=True)
class Facets:
    """What a question asks. Two questions with different actors or places never match."""

    text: str
    actors: frozenset[str]
    agent: str
    """Which of staff and pupils does it, where both are named; else ''."""
    places: frozenset[str]
    role: Role
    child: bool
    """About the child of a parent who answers."""
    formal: bool
    """Says "u": put to staff or parents."""
    negations: int
    """In the main clause: those after "if" or "when" say when, not what. UNCLEAR_NEGATION where
    the sentence starts with its condition, so that a negation may belong to either clause."""
    topics: frozenset[str]
    soft: frozenset[str]
    words: frozenset[str]
    """Words that the lexicon does not know."""


_SIGNS = {
    "suffer": "s", "become": "b", "become3": "w", "be": "z", "child": "c", "me": "m", "my": "p", "i": "i",
    "you": "y", "have": "h", "there": "e", "by": "d", "of": "f", "towards": "r", "they": "t",
}  # fmt: skip
"""The sign of each mark; of a word with several marks, the first here counts."""
_ACTOR_SIGNS = {"staff": "S", "management": "S", "colleague": "S", "pupil": "P", "anyone": "A"}
_PARTICIPLE = re.compile(
    r"(?:^|uit|buiten|aan|af|vast|beet|lastig|weg|toe|mee|na|kapot|voor)ge\w+[dtn]$"
    r"|^(?:be|ver|on|mis)\w+d$|^discrimineerd$|ied$|ed$|^(?:stolen|hit|hurt|broken|shoved|left|bestolen)$"
)


@functools.lru_cache(maxsize=20_000)
def read_facets(parts: tuple[str, ...]) -> Facets:
    """Read the parts of a question (in normal form) into its facets; the parts may come in any order."""
    lexicon = load_lexicon()
    facets = _read(" ".join(parts), lexicon)
    if any(lexicon.follow_up.match(part) for part in parts):
        return replace(facets, role="follow_up")
    if len(parts) > 1:
        return _without_order(facets, _read(" ".join(reversed(parts)), lexicon))
    return facets


def is_heading(part: str) -> bool:
    """Whether a part of a header is no more than the heading of a block of questions."""
    return part in load_lexicon().headings


def _without_order(one: Facets, other: Facets) -> Facets:
    """Keep of two readings of the same parts what is the more careful."""
    role = one.role if one.role != "self" else other.role
    negations = one.negations if one.negations == other.negations else UNCLEAR_NEGATION
    return replace(
        one, role=role, negations=negations, agent=one.agent if one.agent == other.agent else "unclear"
    )


@dataclass(frozen=True)
class _Stretch:
    """A few words that go together, and what they stand for; nothing where the lexicon lacks them."""

    words: tuple[str, ...]
    targets: frozenset[Target] = frozenset()

    def names(self, kind: str) -> set[str]:
        return {name for target_kind, name in self.targets if target_kind == kind}


def _stretches(words: list[str], lexicon: Lexicon) -> Iterator[_Stretch]:
    position, particles = 0, set[int | None]()
    while position < len(words):
        match = None if position in particles else lexicon.match(words, position)
        length = match.length if match else 1
        if position not in particles:
            targets = match.targets if match else frozenset[Target]()
            yield _Stretch(tuple(words[position : position + length]), targets)
        if match:
            particles.add(match.particle)
        position += length


def _read(text: str, lexicon: Lexicon) -> Facets:
    words = [lexicon.correct(word) for word in text.split()]
    stretches = list(_stretches(words, lexicon))
    found: dict[str, set[str]] = defaultdict(set)
    for kind, name in (target for stretch in stretches for target in stretch.targets):
        found[kind].add(name)
    unknown = (stretch.words[0] for stretch in stretches if not stretch.targets)
    topics = frozenset(found["topics"])
    signs = "".join(_sign(stretch, lexicon) for stretch in stretches)
    signs = re.sub(r"m(?=[SPAO])", "p", signs)  # "jou leraar" is meant as "jouw leraar"
    return Facets(
        text=" ".join(words),
        actors=frozenset(found["actors"]),
        agent=agent_of(signs),
        places=frozenset(found["places"]),
        role=role_of(signs, topics, condition="if" in found["marks"]),
        child="child" in found["marks"],
        formal=not {"u", "uw"}.isdisjoint(words) and "child" not in found["marks"],
        negations=_count_negations(stretches),
        topics=topics,
        soft=frozenset(found["soft"]),
        words=frozenset(_stem(word) for word in unknown if not word.isdigit()),
    )


def _sign(stretch: _Stretch, lexicon: Lexicon) -> str:
    """Write a stretch of words as a sign for the rules on roles; '.' says nothing."""
    actors, topics, marks = stretch.names("actors"), stretch.names("topics"), stretch.names("marks")
    if actors:
        return min(_ACTOR_SIGNS.get(name, "O") for name in actors)
    if "see" in topics:
        return "v"
    if topics & lexicon.harm:
        harm = "H" if any(_PARTICIPLE.search(word) for word in stretch.words) else "X"
        return harm + "m" if "me" in marks else harm
    return next((sign for mark, sign in _SIGNS.items() if mark in marks), ".")


def _count_negations(stretches: list[_Stretch]) -> int:
    """Count the negations of the main clause."""
    conditions = [i for i, stretch in enumerate(stretches) if "if" in stretch.names("marks")]
    negations = [i for i, stretch in enumerate(stretches) if "neg" in stretch.names("marks")]
    if not conditions:
        return len(negations)
    if conditions[0] == 0:
        return UNCLEAR_NEGATION if negations else 0
    return sum(i < conditions[0] for i in negations)


def _stem(word: str) -> str:
    """Cut the commonest endings, so that one unknown word in two forms stays one word."""
    for ending in ("tje", "ing", "en", "es", "de", "te", "e", "s", "t", "n"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
