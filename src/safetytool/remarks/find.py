"""Finds the cues of one remark: which theme, and who does it.

Consumes a remark; returns its cues, one a theme and who at most, in the order of the themes. A remark
without any word that may be the head of a cue, which is nearly every remark, is done with after looking up
its words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from safetytool.codes import THEMES, WHOS, Theme, Who
from safetytool.remarks.clauses import split
from safetytool.remarks.doers import doers
from safetytool.remarks.match import match, may_match
from safetytool.remarks.real import blocked, is_care, is_denied, is_elsewhere, is_supposed
from safetytool.remarks.rules import Pattern, load_rules
from safetytool.remarks.tokens import WORD, tokenise
from safetytool.remarks.who import UNKNOWN, Remark
from safetytool.remarks.words import Word, read_word

_VAGUER: tuple[Theme, ...] = ("private_contact", "physical")


@dataclass(frozen=True)
class Cue:
    """Something in a remark that points to a theme."""

    theme: Theme
    who: Who
    """Who does it; for `not_helped` who did not help."""
    matched: tuple[int, int]
    """Where it stands in the text: the first character and the one after the last."""


def find_cues(text: str) -> tuple[Cue, ...]:
    """Return the cues in a remark; () where there is none.

    Examples
    --------
    >>> find_cues("De juf is lief maar meester van gym knijpt mij")
    (Cue(theme='physical', who='adult', matched=(36, 42)),)
    >>> find_cues("Ik heb tegen de juf gezegd dat Bram mij slaat")
    (Cue(theme='physical', who='unknown', matched=(40, 45)),)
    """
    words = [read_word(raw) for raw in WORD.findall(text)]
    if not any(word.cues for word in words) or not _may_hold_a_cue(words):
        return ()
    best: dict[tuple[Theme, Who], Cue] = {}
    for cue, _ in _cues(text):
        kept = best.setdefault((cue.theme, cue.who), cue)
        if cue.matched < kept.matched:
            best[cue.theme, cue.who] = cue
    _drop_less_certain(best)
    return tuple(sorted(best.values(), key=lambda c: (THEMES.index(c.theme), WHOS.index(c.who))))


def _may_hold_a_cue(words: Sequence[Word]) -> bool:
    """Whether the terms of any pattern stand in the remark, clauses left out of account."""
    normal = [word.normal for word in words]
    return any(may_match(pattern, normal, head) for head, word in enumerate(words) for pattern in word.cues)


def _drop_less_certain(found: dict[tuple[Theme, Who], Cue]) -> None:
    """Drop a cue without a person where the same words have one, and a vaguer theme than sexual."""
    for theme in THEMES:
        unsure = found.get((theme, "unknown"))
        if unsure and any(
            cue.theme == theme and cue.who != "unknown" and _overlap(cue, unsure) for cue in found.values()
        ):
            del found[theme, "unknown"]
    for who in WHOS:
        sexual = found.get(("sexual", who))
        for theme in _VAGUER:
            general = found.get((theme, who))
            if general and sexual and _overlap(general, sexual):
                del found[theme, who]


def _overlap(one: Cue, other: Cue) -> bool:
    return one.matched[0] < other.matched[1] and other.matched[0] < one.matched[1]


def patterns_hit(text: str) -> list[Pattern]:
    """Return the patterns behind the cues of a remark: what the tests walk over."""
    return [pattern for _, pattern in _cues(text)]


def _cues(text: str) -> Iterator[tuple[Cue, Pattern]]:
    rules = load_rules()
    clauses = split(tokenise(text), rules)
    remark, closed = Remark(clauses, rules), blocked(clauses, rules)
    for at, clause in enumerate(clauses):
        for head, token in enumerate(clause.tokens):
            for pattern in token.word.cues:
                taken = match(pattern, clause.words, head)
                if taken is None or pattern.theme is None or not closed[at].isdisjoint(taken):
                    continue
                if is_denied(clauses, at, taken, rules):
                    continue
                first, last = (0, -1) if pattern.kind == "body" else (min(taken), max(taken))
                span = (clause.tokens[first].start, clause.tokens[last].end)
                for who in _whos(remark, at, head, pattern, taken):
                    yield Cue(pattern.theme, who, span), pattern


def _whos(remark: Remark, at: int, head: int, pattern: Pattern, taken: frozenset[int]) -> frozenset[Who]:
    found = doers(remark, at, head, pattern, taken)
    indefinite = any(p.indefinite for p in remark.clauses[at].persons if p.acts)
    if is_supposed(remark.clauses, at, indefinite=indefinite, unknown=found == UNKNOWN, rules=remark.rules):
        return frozenset()
    if pattern.theme == "private_contact" and is_care(remark.clauses, at, remark.rules):
        return frozenset()
    if "adult" in found and is_elsewhere(remark.clauses, at, remark.rules):
        return UNKNOWN
    return found
