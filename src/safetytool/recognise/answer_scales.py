"""The scales that a column may be on, each with all the wordings that it understands.

An item's own scale comes first, then the others that it accepts. Each also understands what reads
as it: frequency answers on an events item place by place, degrees ('helemaal niet', 'een beetje')
and, where the question is worded so that the good answer is known, smileys.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from safetytool.bank.model import Bank, Item, Scale
from safetytool.recognise.answer_labels import answer_lists, canonical, canonical_words

OWN_MEANING = frozenset({"safety", "liking"})
"""Scales whose answers name what they mean ('onveilig'), whichever way the question is put."""


@dataclass(frozen=True)
class Word:
    """What a wording means on a candidate's scale."""

    place: int
    turns: bool
    """Turned round where the question asks the opposite."""
    borrowed: bool
    """From another scale, or from words that belong to none."""


@dataclass(frozen=True)
class Candidate:
    """One scale that the column might be on, and what it understands."""

    scale: Scale
    own_words: Mapping[str, Word]
    """What the scale itself says, by canonical wording."""
    words: Mapping[str, Word]
    """The same, and what it borrows."""
    values: Mapping[str, Word]
    """By scale value: its own, and those of the scales that read as it (for profiles)."""
    yes: Word | None
    """What a bare yes means among 'never' and the like, where one answer is enough: the mildest concern."""
    missing: frozenset[str]
    """Canonical wordings that mean missing on this scale, or for an item of this domain."""


def candidates(
    item: Item, bank: Bank, *, asks_opposite: bool, only: str | None = None
) -> tuple[Candidate, ...]:
    """List the scales that the item's answers may be on, the likeliest first.

    `only` is the one scale that a profile allows: the item accepts it, or a scale that it reads as.
    """
    mappings = [m for m in answer_lists()["mapping"] if _applies(m, item, bank, asks_opposite)]
    never_own = {m["from"] for m in mappings if m.get("always") and m["onto"] == item.scale}
    targets = [item.scale, *(scale for scale in item.readings if scale not in {item.scale, *never_own})]
    if only is not None and only in targets:
        targets = [only]
    elif only is not None:
        mappings = [m for m in mappings if m["from"] == only]
        targets = [target for target in targets if any(m["onto"] == target for m in mappings)][:1]
    own = only is None or only in targets
    return tuple(_candidate(bank, target, mappings, item, asks_opposite, own=own) for target in targets)


def all_wordings(bank: Bank, *, pictures: bool = True) -> Iterator[str]:
    """Every wording of an answer that the tool knows, in canonical form; smileys and colours on demand."""
    lists = answer_lists()
    for scale in bank.scales.values():
        yield from _own_words(scale)
    for borrowed in lists["borrowed"]:
        if pictures or not borrowed.get("well_worded_only"):
            yield from (canonical(word) for words in borrowed["variants"].values() for word in words)
    yield from map(canonical, (*lists["withheld"], *lists["missing"], *lists["wording"]["not_a_slip"]))


def _applies(mapping: Mapping[str, Any], item: Item, bank: Bank, asks_opposite: bool) -> bool:
    """Whether one scale may be read as another for this item."""
    if mapping["from"] not in bank.scales or mapping["onto"] not in item.readings:
        return False
    if mapping["from"] in item.readings and not (mapping.get("always") and mapping["onto"] == item.scale):
        return False
    return _allowed(mapping, item, bank, asks_opposite) and mapping.get("domain", item.domain) == item.domain


def _allowed(rule: Mapping[str, Any], item: Item, bank: Bank, asks_opposite: bool) -> bool:
    """Whether a rule for well-worded questions only holds for this one."""
    return not rule.get("well_worded_only") or (well_worded(item, bank) and not asks_opposite)


def well_worded(item: Item, bank: Bank) -> bool:
    """Whether the highest answer on the item's scale is the good one, and the lowest a concern."""
    values, concern = bank.scales[item.scale].values, item.readings[item.scale].concern
    return values[0] in concern and values[-1] not in concern


def _candidate(
    bank: Bank,
    target: str,
    mappings: Iterable[Mapping[str, Any]],
    item: Item,
    asks_opposite: bool,
    *,
    own: bool,
) -> Candidate:
    scale = bank.scales[target]
    turns = target not in OWN_MEANING
    words: dict[str, Word] = {}
    values: dict[str, Word] = {}
    if own:
        values |= {value: Word(place, turns, borrowed=False) for place, value in enumerate(scale.values)}
        words |= {wording: values[value] for wording, value in _own_words(scale).items()}
    own_words = dict(words)
    if own:
        for lent in answer_lists()["borrowed"]:
            if _lends(lent, target, item) and _allowed(lent, item, bank, asks_opposite):
                wordings = canonical_words(tuple((w, v) for v, ws in lent["variants"].items() for w in ws))
                _borrow(words, scale, wordings, lent["onto"][target], turns=True)
    for mapping in mappings:
        if mapping["onto"] == target:
            source = bank.scales[mapping["from"]]
            source_turns = source.id not in OWN_MEANING
            _borrow(words, scale, _own_words(source), mapping["values"], turns=source_turns)
            _borrow(
                values,
                scale,
                {value: value for value in source.values},
                mapping["values"],
                turns=source_turns,
            )
    lists = answer_lists()
    missing = [*lists["missing_on"].get(target, ()), *lists["missing_after"].get(item.domain, ())]
    yes = _mildest_concern(scale, item) if turns and not asks_opposite else None
    return Candidate(scale, own_words, words, values, yes, frozenset(map(canonical, missing)))


def _mildest_concern(scale: Scale, item: Item) -> Word | None:
    """Return the mildest answer that is a concern, where one such answer is worth an act or an ask."""
    concern = item.readings[scale.id].concern
    if scale.id not in ("events", "frequency") or item.n1_concern not in ("act", "ask"):
        return None
    place = next((i for i, value in enumerate(scale.values) if value in concern), None)
    return None if place is None else Word(place, turns=True, borrowed=True)


def _lends(lent: Mapping[str, Any], target: str, item: Item) -> bool:
    """Whether words that belong to no scale are read on this one."""
    finer = lent.get("unless_read", {}).get(target)
    return target in lent["onto"] and (target == item.scale or finer not in item.readings)


def _borrow(
    words: dict[str, Word], scale: Scale, wordings: Mapping[str, str], onto: Mapping[str, str], *, turns: bool
) -> None:
    """Add wordings of other words or scales that the scale does not have itself."""
    for wording, value in wordings.items():
        words.setdefault(wording, Word(scale.values.index(onto[value]), turns, borrowed=True))


def _own_words(scale: Scale) -> Mapping[str, str]:
    """The scale's labels, ids and variants, in canonical form."""
    labels = [(text, value) for value, texts in scale.labels.items() for text in texts.values()]
    ids = [(value.replace("_", " "), value) for value in scale.values]
    return canonical_words((*labels, *ids, *scale.variants.items()))
