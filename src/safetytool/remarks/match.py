"""Finds the patterns of the rules in one clause.

Consumes the words of a clause in normal form; returns the positions that a pattern takes. The first term
stands where its head stands; the others anywhere within reach, first looked for after it.
"""

from collections.abc import Sequence

from safetytool.remarks.rules import Pattern, Term

REACH = 12
"""How many words from its head another term of a pattern may stand."""


def match(pattern: Pattern, words: Sequence[str], head: int) -> frozenset[int] | None:
    """Return the positions that a pattern takes with its head at `head`, or None."""
    taken = term_at(pattern.terms[0], words, head)
    if taken is None:
        return None
    used = set(taken)
    for term in pattern.terms[1:]:
        found = _nearby(term, words, head, used)
        if found is None:
            return None
        used.update(found)
    return frozenset(used)


def may_match(pattern: Pattern, words: Sequence[str], head: int) -> bool:
    """Whether every term stands anywhere: true wherever `match` finds something, and quickly found out."""
    if term_at(pattern.terms[0], words, head) is None:
        return False
    return all(any(term[0].fits(word) or term[0].optional for word in words) for term in pattern.terms[1:])


def _nearby(term: Term, words: Sequence[str], head: int, used: set[int]) -> list[int] | None:
    after = range(head + 1, min(len(words), head + REACH + 1))
    before = range(head - 1, max(-1, head - REACH - 1), -1)
    for start in (*after, *before):
        found = term_at(term, words, start)
        if found is not None and used.isdisjoint(found):
            return found
    return None


def term_at(term: Term, words: Sequence[str], start: int) -> list[int] | None:
    """Return the positions of a term that starts at `start`, or None."""
    taken, position = list[int](), start
    for element in term:
        if position < len(words) and element.fits(words[position]):
            taken.append(position)
            position += 1
        elif not element.optional:
            return None
    return taken if taken and taken[0] == start else None


def has_phrase(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> bool:
    """Whether any of the phrases stands in these words."""
    text = f" {' '.join(words)} "
    return any(f" {' '.join(phrase)} " in text for phrase in phrases)
