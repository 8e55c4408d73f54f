"""Holds the bank's wordings by their decisive facets, and ranks the items that fit a header."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from safetytool.bank.model import Bank, Item, RespondentType
from safetytool.recognise.wording_clean import header_parts
from safetytool.recognise.wording_facets import UNCLEAR_NEGATION, Facets, is_heading, read_facets
from safetytool.wording import normalise

ACCEPT = 0.62
"""Below this share of common weight a header does not ask an item."""

_PASSIVE = 0.9
"""A claim counts this much where the question names no doer and the item has one."""
_TURNED = 0.93
"""And this much where only a negation sets the header apart from the wording."""
_NOT_LITERAL = 0.98
_SOFT, _OTHER_TOPIC = 0.25, 0.3
"""Weight of words that never decide, and of a topic that the item knows from another wording."""

Signature = tuple[frozenset[str], str, frozenset[str], str, bool]


@dataclass(frozen=True)
class Claim:
    """How well (0 to 1) one item fits one header, and by which wording."""

    item: Item
    score: float
    reversed: bool
    wording: str


@dataclass(frozen=True)
class Claims:
    """The items that fit one column, the best first; or what stands in the way of all of them."""

    ranked: tuple[Claim, ...] = ()
    obstacle: str = ""


@dataclass(frozen=True)
class _Wording:
    item: Item
    facets: Facets
    reversed: bool


@dataclass(frozen=True)
class Index:
    """The bank, prepared for matching; `weights` are those of topics and words in its wordings."""

    wordings: dict[RespondentType, dict[Signature, list[_Wording]]]
    item_topics: dict[str, frozenset[str]]
    weights: dict[str, float]
    codes: dict[str, Item]
    unseen: float
    """Weight of a word that the bank has nowhere."""


def index_of(bank: Bank) -> Index:
    """Return the index of a bank, built once for each of the last few banks."""
    known = _built.get(id(bank))
    if known is None or known[0] is not bank:
        if len(_built) >= _BANKS_KEPT:
            _built.clear()
        known = _built[id(bank)] = (bank, build_index(bank))
    return known[1]


_BANKS_KEPT = 8
_built: dict[int, tuple[Bank, Index]] = {}
"""By identity, for a bank cannot be hashed; holding the bank keeps its identity its own."""


def build_index(bank: Bank) -> Index:
    """Read every wording of the bank into its facets; the rarer a word among items, the more it weighs."""
    by_type: dict[RespondentType, dict[Signature, list[_Wording]]] = {}
    topics: dict[str, frozenset[str]] = {}
    owners: dict[str, set[str]] = defaultdict(set)
    for item in bank.items.values():
        wordings = list(_wordings_of(item))
        topics[item.id] = frozenset().union(*(wording.facets.topics for wording in wordings))
        for wording in wordings:
            signature = _signature(wording.facets, item.respondent_type)
            by_type.setdefault(item.respondent_type, {}).setdefault(signature, []).append(wording)
            for word in wording.facets.topics | wording.facets.words:
                owners[word].add(item.id)
    number = len(bank.items)
    return Index(
        wordings=by_type,
        item_topics=topics,
        weights={word: math.log(1 + number / len(items)) for word, items in owners.items()},
        codes={normalise(item.id): item for item in bank.items.values()},
        unseen=math.log(1 + number),
    )


def _wordings_of(item: Item) -> Iterator[_Wording]:
    for texts, turned in ((item.wordings, False), (item.reversed_wordings, True)):
        for text in (line for lines in texts.values() for line in lines):
            yield _Wording(item, read_facets(header_parts(text)), turned)


def _signature(facets: Facets, respondent_type: RespondentType) -> Signature:
    """Return the facets that must be the same.

    To staff, everyone who works at the school is staff. To pupils and parents too, save that
    "collega" is nobody they would be asked about.
    """
    same = {"staff", "management"} | ({"colleague"} if respondent_type == "staff" else set())
    actors = frozenset("staff" if actor in same else actor for actor in facets.actors)
    return actors, facets.agent, facets.places, facets.role, facets.child


def find_claims(
    texts: Sequence[str], respondent_type: RespondentType, index: Index, *, known: bool
) -> Claims:
    """Rank the items that a column asks, from its header and the long header beside it.

    Parameters
    ----------
    texts
        The header and, where there is one, the question text kept apart from it.
    respondent_type
        Only items put to these are considered.
    index
        The prepared bank.
    known
        Whether the respondent type is certain; if not, a question that says "u" is not for pupils.
    """
    found = [_of_text(text, respondent_type, index, known=known) for text in texts]
    obstacle = next((claims.obstacle for claims in found if claims.obstacle), "")
    if obstacle:
        return Claims(obstacle=obstacle)
    sure = [claims.ranked for claims in found if claims.ranked and claims.ranked[0].score >= ACCEPT]
    if not sure:
        return max(found, key=lambda claims: claims.ranked[0].score if claims.ranked else 0.0)
    named = {ranked[0].item.id for ranked in sure}
    if len(named) > 1:
        return Claims(obstacle=f"its code and its text ask different things: {' and '.join(sorted(named))}")
    return Claims(max(sure, key=lambda ranked: ranked[0].score))


def _of_text(text: str, respondent_type: RespondentType, index: Index, *, known: bool) -> Claims:
    parts = header_parts(text)
    coded = {index.codes[part].id: index.codes[part] for part in parts if part in index.codes}
    rest = tuple(part for part in parts if part not in index.codes)
    ranked = _of_parts(rest, respondent_type, index, known=known)
    if not coded:
        return Claims(ranked)
    named = set(coded) | ({ranked[0].item.id} if ranked and ranked[0].score >= ACCEPT else set())
    if len(named) > 1:
        return Claims(obstacle=f"its code and its text ask different things: {' and '.join(sorted(named))}")
    item = next(iter(coded.values()))
    if item.respondent_type != respondent_type:
        return Claims(obstacle=f"{item.id} is not put to a {respondent_type}")
    return Claims((Claim(item, 1.0, False, item.id),))


def _of_parts(
    parts: tuple[str, ...], respondent_type: RespondentType, index: Index, *, known: bool
) -> tuple[Claim, ...]:
    """Try the header as a whole; where that asks nothing, without the heading of its block."""
    ranked: tuple[Claim, ...] = ()
    bare = tuple(part for part in parts if not is_heading(part))
    if not bare:
        return ()
    for candidate in (parts, bare) if bare != parts else (parts,):
        facets = read_facets(candidate)
        if respondent_type == "pupil" and facets.formal and not known:
            continue
        ranked = _rank(facets, respondent_type, index)
        if ranked and ranked[0].score >= ACCEPT:
            break
    return ranked


def _rank(facets: Facets, respondent_type: RespondentType, index: Index) -> tuple[Claim, ...]:
    best: dict[str, Claim] = {}
    wordings = index.wordings.get(respondent_type, {}).get(_signature(facets, respondent_type), ())
    for wording in wordings:
        claim = _claim(facets, wording, index)
        if claim and (claim.item.id not in best or claim.score > best[claim.item.id].score):
            best[claim.item.id] = claim
    return tuple(sorted(best.values(), key=lambda claim: (-claim.score, claim.item.id)))


def _claim(header: Facets, wording: _Wording, index: Index) -> Claim | None:
    """Compare a header with a wording of the same signature; None where the item is out of the question."""
    item, asked = wording.item, wording.facets
    if header.text == asked.text:
        score, turned = 1.0, False
    else:
        if not header.topics <= index.item_topics[item.id] or not header.topics & asked.topics:
            return None
        if UNCLEAR_NEGATION in {header.negations, asked.negations}:
            return None
        turned = (header.negations - asked.negations) % 2 == 1
        score = _common_weight(header, asked, index) * _NOT_LITERAL * (_TURNED if turned else 1.0)
    if item.actor and not header.actors:
        score *= _PASSIVE
    return Claim(item, score, wording.reversed != turned, asked.text)


def _common_weight(header: Facets, asked: Facets, index: Index) -> float:
    """Return the share of weight that both have in common, of all that either has (0 to 1)."""

    def weigh(words: frozenset[str]) -> float:
        return sum(index.weights.get(word, index.unseen) for word in words)

    common = weigh(header.topics & asked.topics) + weigh(header.words & asked.words)
    lacking = weigh(asked.topics - header.topics) + weigh(asked.words - header.words)
    extra = _OTHER_TOPIC * weigh(header.topics - asked.topics) + weigh(header.words - asked.words)
    shared_soft = _SOFT * len(header.soft & asked.soft)
    other_soft = _SOFT * len(header.soft ^ asked.soft)
    return (common + shared_soft) / (common + shared_soft + lacking + extra + other_soft)
