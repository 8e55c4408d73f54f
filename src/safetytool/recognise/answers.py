"""What the answers of one column mean: scale values, withheld, missing, or not understood.

Works on the distinct values of a column and their counts. The scale is decided for the column as a
whole: of the scales that the item accepts, the one that explains most of the different answers;
`soms` and `nooit`, which scales share, are settled by the others and by the item's own scale.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from safetytool.bank.model import Bank, Item
from safetytool.codes import MISSING, NOT_UNDERSTOOD, WITHHELD
from safetytool.read.model import Cell, Column
from safetytool.recognise.answer_labels import (
    Label,
    answer_lists,
    canonical,
    find_word,
    opening_word,
    take_apart,
    withheld_and_missing,
)
from safetytool.recognise.answer_numbers import legend, places_of_numbers
from safetytool.recognise.answer_scales import Candidate, Word, all_wordings, candidates
from safetytool.recognise.model import Answers
from safetytool.wording import normalise

UNDERSTOOD_AT_LEAST = 0.5
"""A column of which less of the answered rows is understood is not read at all."""
SLIPS_LOOKED_AT = 50
"""More different unknown answers than this are no slips of the pen, but another kind of column."""
YES = re.compile(r"(?:ja|yes)\b(?!.*\b(?:niet|geen|not|no)\b)")
"""A yes, in normal form, that nothing behind it takes back."""
PROFILE_WORDS = {"withheld": WITHHELD, "missing": MISSING}
"""What a profile may say of an answer besides a scale value."""
SURE, BORROWED, SLIP, OPENING = 1.0, 0.9, 0.85, 0.8
"""Confidence in an answer on the scale itself, on words that are read as it, with a slip of the pen,
and by its opening yes or no alone."""
NUMBERS_WITHOUT_LABELS = (
    "numbers without labels: nothing says which end is which; a codebook or a profile settles it"
)
_WRITTEN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
CROSSES = frozenset("xv✓✔☑☒")
CROSSES_ONLY = "only crosses: an empty cell may be 'no' or no answer; a profile settles it"


@dataclass(frozen=True)
class AnswerReading:
    """How a column's answers were read."""

    answers: Answers | None
    """None where most of them cannot be read."""
    confidence: float
    """0 to 1: the share of the answered rows that is understood, less for borrowed words and slips."""
    not_understood: tuple[tuple[str, int], ...]
    """The answers that were not understood, with how often they occur; the most frequent first."""
    why: str


@dataclass
class _Reading:
    """A candidate held against the column."""

    candidate: Candidate
    words: list[Word | int]
    """For each distinct value what it means: a word of the scale, or one of the codes below 0."""
    sureness: list[float]
    remarks: list[str] = field(default_factory=list)
    broken: bool = False
    """Numbers between labelled ends stay open: half a scale would be a wrong reading."""


@dataclass(frozen=True)
class _Column:
    """The column, taken apart once for all candidates."""

    values: tuple[Cell, ...]
    counts: Sequence[int]
    texts: tuple[str, ...]
    labels: tuple[Label, ...]
    special: tuple[int | None, ...]
    """WITHHELD or MISSING where a value says so on every scale."""
    legend: tuple[tuple[int, str], ...]


def read_answers(
    column: Column,
    item: Item,
    bank: Bank,
    *,
    reversed: bool = False,  # noqa: A002 - the word of the bank and of profiles
    header: str = "",
    profile_answers: Mapping[str, str] | None = None,
    scale: str | None = None,
) -> AnswerReading:
    """Read the answers of a question's column on one of the scales that its item accepts.

    Parameters
    ----------
    column
        The question's column; its `labels` say what the instrument means by its values.
    item, bank
        The question, and the bank that has its scales.
    reversed
        The question asks the opposite of the bank's wording: answers are turned round, but not
        those that carry their own meaning ('onveilig').
    header
        The header in full; a legend in it ('1 = nooit, 5 = altijd') gives numbers their meaning.
        Left out, the column's own headers are looked at.
    profile_answers
        Answer as written -> scale value, 'withheld' or 'missing', from a profile.
    scale
        The only scale to read on, from a profile: one that the item accepts, or one that reads as it.

    Returns
    -------
    AnswerReading
        `answers` is None where no scale explains half of the answered rows, and always for numbers
        of which nothing says which end is which. `Answers.reversed` says whether codes were turned.
    """
    apart = _take_apart(column, header or f"{column.header} {column.long_header}")
    profile = profile_answers or {}
    readings = [
        _read_on(candidate, apart, profile)
        for candidate in candidates(item, bank, asks_opposite=reversed, only=scale)
    ]
    if not readings:
        listed = _listed(apart, [NOT_UNDERSTOOD] * len(apart.values))
        return AnswerReading(None, 0.0, listed, f"the item is not read on the scale '{scale}'")
    best = max(readings, key=lambda reading: _merit(reading, apart, item.scale))
    _allow_slips(best, apart, bank)
    _read_bare_yes(best, apart)
    return _judged(best, apart, asks_opposite=reversed)


def _take_apart(column: Column, header: str) -> _Column:
    texts = tuple(_text_of(value, column.labels) for value in column.values)
    labels = tuple(map(take_apart, texts))
    labelled = (
        (number, text) for key, text in column.labels.items() if (number := _number_of(key)) is not None
    )
    meanings = (*labelled, *legend(header))
    by_legend = {number: code for number, text in meanings if (code := _special(text)) is not None}
    special = tuple(
        by_legend.get(label.number) if label.number is not None and not label.forms else _special(text)
        for text, label in zip(texts, labels, strict=True)
    )
    return _Column(column.values, column.counts().tolist(), texts, labels, special, meanings)


def _text_of(value: Cell, labels: Mapping[Cell, str]) -> str:
    """Write the value as text, or its label where the instrument gives one."""
    number = None if isinstance(value, bool) else _number_of(value)
    for key in (value, str(value), number, None if number is None else float(number)):
        if key is not None and not isinstance(key, bool) and key in labels:
            return labels[key]
    return str(value if number is None else number)


def _number_of(value: Cell) -> int | None:
    """The whole number that a cell is or spells, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    text = value.removesuffix(".0") if isinstance(value, str) else ""
    return int(text) if text.isdecimal() else None


def _special(text: str) -> int | None:
    """WITHHELD or MISSING, where a text says that on every scale."""
    lists = withheld_and_missing()
    if text.strip() in lists.withheld_signs:
        return WITHHELD
    if text.strip() in lists.missing_signs:
        return MISSING
    whole = take_apart(text).forms[:1]
    if find_word(whole, lists.withheld, None):
        return WITHHELD
    return MISSING if find_word(whole, lists.missing, None) else None


def _read_on(candidate: Candidate, column: _Column, profile: Mapping[str, str]) -> _Reading:
    """Hold one scale against the column: profile first, then words, then numbers."""
    reading = _Reading(candidate, [], [])
    by_profile = _profile_words(candidate, column, profile)
    for index, label in enumerate(column.labels):
        meaning, sureness = by_profile.get(index), SURE
        if meaning is None:
            meaning, sureness = _meaning(candidate, column, index, label)
        reading.words.append(meaning)
        reading.sureness.append(sureness)
    _settle_numbers(reading, column)
    return reading


def _exact(text: str) -> float | None:
    """The number that a text spells, sign and decimals included, or None."""
    return float(text.replace(",", ".")) if _WRITTEN_NUMBER.fullmatch(text) else None


def _profile_words(
    candidate: Candidate, column: _Column, profile: Mapping[str, str]
) -> dict[int, Word | int]:
    """What a profile says of the distinct values, named as written, as that number, or in their one spelling.

    A number is never compared as a word: as a word -1 is 1.
    """
    spelled = {canonical(text): value for text, value in profile.items() if canonical(text)}
    numbers = {_exact(text): value for text, value in profile.items() if _exact(text) is not None}
    meanings: dict[int, Word | int] = {}
    for index, value in enumerate(column.values):
        written = _text_of(value, {})
        number = _exact(written)
        otherwise = spelled.get(canonical(written)) if number is None else numbers.get(number)
        meaning = profile.get(written, otherwise or profile.get(column.texts[index], ""))
        if meaning in PROFILE_WORDS:
            meanings[index] = PROFILE_WORDS[meaning]
        elif meaning in candidate.values:
            meanings[index] = candidate.values[meaning]
    return meanings


def _meaning(candidate: Candidate, column: _Column, index: int, label: Label) -> tuple[Word | int, float]:
    """What one distinct value means on the candidate's scale, and how sure that is."""
    special = column.special[index]
    if special is not None:
        return special, SURE
    if find_word(label.forms, candidate.missing, None):
        return MISSING, SURE
    if isinstance(column.values[index], bool) and candidate.scale.id != "yes_no":
        return NOT_UNDERSTOOD, SURE
    if not label.forms:
        return NOT_UNDERSTOOD, SURE
    if found := find_word(label.forms, candidate.own_words, None):
        return candidate.own_words[found], SURE
    if found := find_word(label.forms, candidate.words, None):
        return candidate.words[found], BORROWED
    opening = opening_word(column.texts[index])
    if opening is not None and opening in candidate.own_words:
        return candidate.own_words[opening], OPENING
    return NOT_UNDERSTOOD, SURE


def _allow_slips(reading: _Reading, column: _Column, bank: Bank) -> None:
    """Look once more at what the chosen scale does not know, allowing for slips of the pen."""
    words = reading.candidate.words
    unknown = [index for index, word in enumerate(reading.words) if word == NOT_UNDERSTOOD]
    if not any(column.labels[index].forms for index in unknown) or len(unknown) > SLIPS_LOOKED_AT:
        return
    known = frozenset(word for wording in all_wordings(bank) for word in wording.split())
    for index in unknown:
        if not isinstance(column.values[index], bool) and (
            found := find_word(column.labels[index].forms, words, known)
        ):
            reading.words[index], reading.sureness[index] = words[found], SLIP


def _read_bare_yes(reading: _Reading, column: _Column) -> None:
    """Read a yes among 'never' and the like as the mildest concern, where one answer is enough."""
    meaning = reading.candidate.yes
    for index, word in enumerate(reading.words):
        if meaning is not None and word == NOT_UNDERSTOOD and YES.match(normalise(column.texts[index])):
            reading.words[index], reading.sureness[index] = meaning, OPENING


def _settle_numbers(reading: _Reading, column: _Column) -> None:
    """Give bare numbers their meaning, where labels say which end is which."""
    words = reading.candidate.words
    meanings: dict[int, set[Word]] = {}
    for label, word in zip(column.labels, reading.words, strict=True):
        if label.number is not None and isinstance(word, Word):
            meanings.setdefault(label.number, set()).add(word)
    for number, text in column.legend:
        if found := find_word(take_apart(text).forms, words, None):
            meanings.setdefault(number, set()).add(words[found])
    places = {number: {word.place for word in found} for number, found in meanings.items()}
    if torn := sorted(number for number, found in places.items() if len(found) > 1):
        numbers = ", ".join(map(str, torn))
        reading.remarks.append(f"the number {numbers} stands with different labels; the labels are used")
    sure = {number: found.pop() for number, found in places.items() if len(found) == 1}
    bare = {
        index: label.number
        for index, label in enumerate(column.labels)
        if label.number is not None and not label.forms and reading.words[index] == NOT_UNDERSTOOD
    }
    points = answer_lists()["points"].get(reading.candidate.scale.id, [])
    settled = places_of_numbers(tuple(bare.values()), sure, len(reading.candidate.scale.values), points)
    turns = any(word.turns for found in meanings.values() for word in found)
    for index, number in bare.items():
        if number in settled:
            reading.words[index] = Word(settled[number], turns, borrowed=False)
    still_open = [number for index, number in bare.items() if reading.words[index] == NOT_UNDERSTOOD]
    reading.broken = bool(meanings) and any(min(meanings) < number < max(meanings) for number in still_open)


def _merit(reading: _Reading, column: _Column, own_scale: str) -> tuple[bool, int, int, int, bool, int]:
    """Order candidates: enough rows, then the different answers known in full, and their rows.

    What is known by its opening alone comes after that, then the item's own scale, and own words.
    """
    known = [
        (count, word, sureness > OPENING)
        for count, word, sureness in zip(column.counts, reading.words, reading.sureness, strict=True)
        if isinstance(word, Word) and count > 0
    ]
    rows = sum(count for count, _, _ in known)
    enough = not reading.broken and rows > 0 and rows >= UNDERSTOOD_AT_LEAST * _answered(reading, column)
    in_full = [(count, word) for count, word, full in known if full]
    return (
        enough,
        len(in_full),
        sum(count for count, _ in in_full),
        len(known),
        reading.candidate.scale.id == own_scale,
        -sum(word.borrowed for _, word in in_full),
    )


def _answered(reading: _Reading, column: _Column) -> int:
    """Rows with an answer that is neither withheld nor missing."""
    pairs = zip(column.counts, reading.words, strict=True)
    return sum(count for count, word in pairs if word not in (WITHHELD, MISSING))


def _judged(reading: _Reading, column: _Column, *, asks_opposite: bool) -> AnswerReading:
    """Turn the best reading into codes, or into a refusal that says why."""
    scale = reading.candidate.scale
    codes, turned = [], False
    for word in reading.words:
        if not isinstance(word, Word):
            codes.append(word)
            continue
        turn = asks_opposite and word.turns
        turned = turned or turn
        codes.append(len(scale.values) - 1 - word.place if turn else word.place)
    answered = _answered(reading, column)
    pairs = zip(column.counts, codes, reading.sureness, strict=True)
    understood = [(count, sureness) for count, code, sureness in pairs if code >= 0]
    rows = sum(count for count, _ in understood)
    listed = _listed(column, codes)
    if reading.broken or (answered and rows < UNDERSTOOD_AT_LEAST * answered):
        return AnswerReading(None, 0.0, listed, _refusal(column, codes, reading))
    answers = Answers(scale.id, turned, np.array(codes, dtype=np.int8))
    if not answered:
        return AnswerReading(answers, UNDERSTOOD_AT_LEAST, listed, "every answer is withheld or missing")
    confidence = sum(count * sureness for count, sureness in understood) / answered
    return AnswerReading(answers, round(confidence, 3), listed, _account(reading, listed, turned))


def _account(reading: _Reading, listed: Sequence[tuple[str, int]], turned: bool) -> str:
    parts = [f"read on the scale '{reading.candidate.scale.id}'"]
    if any(isinstance(word, Word) and word.borrowed for word in reading.words):
        parts.append("with words of another scale")
    if any(sureness == SLIP for sureness in reading.sureness):
        parts.append("slips of the pen allowed for")
    if any(sureness == OPENING for sureness in reading.sureness):
        parts.append("some answers by their opening yes or no")
    if turned:
        parts.append("turned round, because the question asks the opposite")
    if listed:
        parts.append(f"{len(listed)} different answers not understood")
    return "; ".join([", ".join(parts), *reading.remarks])


def _refusal(column: _Column, codes: Sequence[int], reading: _Reading) -> str:
    """Why the answers are not read."""
    unread = [index for index, code in enumerate(codes) if code == NOT_UNDERSTOOD]
    if reading.broken:
        return "numbers between the labelled ones have no label, and their row does not fit the scale"
    if unread and all(_is_number(column.values[index]) for index in unread):
        return NUMBERS_WITHOUT_LABELS
    if unread and all(
        column.texts[index].strip().casefold() in {"x", "✓", "✔", "☑", "☒", "v"} for index in unread
    ):
        return CROSSES_ONLY
    return "most answers are not understood on any scale that the question is read on; a profile settles it"


def _is_number(value: Cell) -> bool:
    if isinstance(value, str):
        return value.replace(",", "", 1).replace(".", "", 1).isdecimal()
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _listed(column: _Column, codes: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """The answers that were not understood, as written, with their counts."""
    counts: dict[str, int] = {}
    for value, count, code in zip(column.values, column.counts, codes, strict=True):
        if code == NOT_UNDERSTOOD and count > 0:
            text = _text_of(value, {})
            counts[text] = counts.get(text, 0) + count
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
