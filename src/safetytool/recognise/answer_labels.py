"""The words of answers: one spelling for each, what each can mean, and slips of the pen.

Consumes the lists of `data/answers.toml` and the variants of the bank's scales. Knows nothing of
columns or items: `answers.py` decides which scale a column is on.
"""

import functools
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from safetytool.wording import normalise

SLIP_MIN_LETTERS = 5
"""Shorter words are never corrected: between 'soms' and 'some' there is nothing to see."""
SLIPS_AT_MOST = 2
"""Letters that may be wrong, missing, too many or swapped in a whole answer."""

_COUNT_X = re.compile(r"\b(\d+) ?x\b")
_A_TIME = re.compile(r"\been (?=keer\b|of (?:2|meer|enkele|een paar)\b)")
_RANGE = re.compile(r"\b(\d+) (?:(?:a|to|tot|tot en met|of|or|en) )?(\d+)\b")
_DOUBLED = re.compile(r"\b(\w+)(?: \1\b)+")
_NUMBER_FIRST = re.compile(
    r"^[(\[]?\s*(\d{1,2})\s*(?:[.:=)\]–—-]+\s+|[)\]=:.]\s*|\s+[=–—-]\s*)(?=[^\d\s])(.+)$"
)
_NUMBER_THEN_NUMBER = re.compile(r"^(\d{1,2})\s*(?:[.)=:]|\s-)\s+(\d.*[^\W\d].*)$")
_NUMBER_BEFORE_BRACKETS = re.compile(r"^(\d{1,2})\s*[(\[]\s*([^()\[\]]*[^\W\d_][^()\[\]]*)[)\]]$")
_NUMBER_LAST = re.compile(
    r"^(.*[^\d\s(\[=–—-])\s*(?:[(\[]\s*(\d{1,2})\s*[)\]]|\s*=\s*(\d{1,2})|\s+[–—-]\s*(\d{1,2}))$"
)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_OPENING = re.compile(r"^\s*(\w+)\s*[,.:;(–—-]\s*(.+)$")
_BETWEEN = re.compile(r"\s*[:;]\s+|\s+[–—-]\s+")


@functools.cache
def answer_lists() -> Mapping[str, Any]:
    """Everything in `data/answers.toml`."""
    text = files("safetytool.recognise").joinpath("data/answers.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@functools.lru_cache(maxsize=20_000)
def canonical(text: str) -> str:
    """Give an answer the one spelling that it shares with its other spellings.

    Examples
    --------
    >>> canonical("Eén keer per mnd."), canonical("1x per maand")
    ('1 keer per maand', '1 keer per maand')
    >>> canonical("Heel erg onveilig") == canonical("zeer onveilig")
    True
    """
    same = answer_lists()["wording"]["same"]
    words = " ".join(same.get(word, word) for word in _COUNT_X.sub(r"\1 keer", normalise(text)).split())
    words = _A_TIME.sub("1 ", " ".join(words.split()))
    return _DOUBLED.sub(r"\1", _RANGE.sub(r"\1 of \2", words))


@dataclass(frozen=True)
class Label:
    """An answer as written, taken apart."""

    number: int | None
    """The number that the label carries: 5 in '5 - altijd', 'altijd (5)' or '5'."""
    forms: tuple[str, ...]
    """Its wordings in canonical form, the fullest first; empty for a bare number."""


def take_apart(text: str) -> Label:
    """Split an answer into its number and its words.

    A bracketed word in front is optional and joins two answers into one ('(bijna) nooit',
    '(helemaal) mee eens'): the answer without it is looked up first, because it is the milder.

    Examples
    --------
    >>> take_apart("4 = vaak")
    Label(number=4, forms=('vaak', '4 vaak'))
    >>> take_apart("1-2 keer")
    Label(number=None, forms=('1 of 2 keer',))
    >>> take_apart("(bijna) nooit").forms
    ('nooit', 'bijna nooit')
    """
    text = text.strip()
    text = answer_lists()["wording"]["emoticons"].get(text, text)
    if text.isdecimal():
        return Label(int(text), ())
    number, words = _number_and_words(text)
    forms = [words]
    if _BRACKETS.search(words):
        outside = _BRACKETS.sub(" ", words).strip()
        inside = [part for part in _BRACKETS.findall(words) if not part.strip().isdecimal()]
        forms = [outside, words] if words.startswith(("(", "[")) and outside else [words, outside, *inside]
    if _BETWEEN.search(words):
        forms += _BETWEEN.split(words, maxsplit=1)
    forms.append(text)
    # A yes or no is no part of an answer to take by itself: see `opening_word`.
    taken = {canonical(words)} | (set(map(canonical, forms)) - answer_lists()["wording"]["taken_back"].keys())
    return Label(
        number, tuple(dict.fromkeys(form for form in map(canonical, forms) if form in taken and form))
    )


def _number_and_words(text: str) -> tuple[int | None, str]:
    for pattern in (_NUMBER_BEFORE_BRACKETS, _NUMBER_FIRST, _NUMBER_THEN_NUMBER):
        if match := pattern.match(text):
            return int(match[1]), match[2].strip()
    if match := _NUMBER_LAST.match(text):
        return int(next(group for group in match.groups()[1:] if group)), match[1].strip()
    return None, text


@dataclass(frozen=True)
class NoScaleAnswers:
    """What says withheld or missing on every scale: words in canonical form, and signs as they stand."""

    withheld: frozenset[str]
    missing: frozenset[str]
    withheld_signs: frozenset[str]
    missing_signs: frozenset[str]


@functools.cache
def withheld_and_missing() -> NoScaleAnswers:
    """Load the lists of answers that are withheld or missing."""
    lists = answer_lists()
    return NoScaleAnswers(
        withheld=frozenset(map(canonical, lists["withheld"])),
        missing=frozenset(map(canonical, lists["missing"])),
        withheld_signs=frozenset(lists["withheld_signs"]),
        missing_signs=frozenset(lists["missing_signs"]),
    )


@functools.lru_cache(maxsize=64)
def canonical_words(variants: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Turn (wording, value) pairs into canonical wording -> value; the first of equal ones stays."""
    words: dict[str, str] = {}
    for wording, value in variants:
        words.setdefault(canonical(wording), value)
    return MappingProxyType(words)


def find_word(forms: Iterable[str], words: Collection[str], known: frozenset[str] | None) -> str | None:
    """Find the wording of `words` that an answer's `forms` come down to, or None.

    First as they stand, then without what only dresses an answer ('ik voel me ...', '... op
    school'), then, where `known` has the rightly spelled words, allowing for slips of the pen. A
    known word is never a slip of another: 'onveilig' is no slip of 'veilig'.
    """
    forms = tuple(forms)
    if found := next((form for form in forms if form in words), None):
        return found
    bare = [shorter for form in forms for shorter in _undressed(form)]
    if found := next((form for form in bare if form in words), None):
        return found
    if known is None:
        return None
    return next((found for form in forms if (found := _nearest(form, words, known)) is not None), None)


def opening_word(text: str) -> str | None:
    """Return the yes or no that an answer opens with, where nothing behind it takes it back.

    Examples
    --------
    >>> opening_word("Ja, in de gymzaal"), opening_word("Nee, maar soms wel"), opening_word("Ja")
    ('ja', None, None)
    """
    match = _OPENING.match(text)
    opening = normalise(match[1]) if match else ""
    taken_back = answer_lists()["wording"]["taken_back"].get(opening)
    if match is None or taken_back is None:
        return None
    behind = set(normalise(match[2]).split())
    return opening if behind and behind.isdisjoint(taken_back) else None


def _undressed(form: str) -> tuple[str, ...]:
    """The form without its opening, its ending, and both."""
    openings, endings = _dress()
    opening = next((opening for opening in openings if form.startswith(opening + " ")), None)
    opened = form if opening is None else form[len(opening) + 1 :]
    shorter = [opened]
    for base in (form, opened):
        shorter += [base[: -len(ending) - 1] for ending in endings if base.endswith(" " + ending)]
    return tuple(dict.fromkeys(s for s in shorter if s and s != form))


@functools.cache
def _dress() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The openings and endings that only dress an answer, in canonical form."""
    wording = answer_lists()["wording"]
    return tuple(map(canonical, wording["openings"])), tuple(map(canonical, wording["endings"]))


def _nearest(form: str, words: Collection[str], known: frozenset[str]) -> str | None:
    """Find the one wording whose words are each equal to, or a slip away from, those of `form`."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(form, list(words), scorer=OSA.distance, score_cutoff=SLIPS_AT_MOST, limit=None)
    # What is as near to a word that is too short to correct is no slip of the other: 'eeens'.
    least = min((distance for _, distance, _ in near), default=0)
    nearest = [word for word, distance, _ in near if distance == least]
    return nearest[0] if len(nearest) == 1 and _only_slips(form, nearest[0], known) else None


def _only_slips(form: str, word: str, known: frozenset[str]) -> bool:
    """Whether two wordings differ in slips of the pen alone: a space, or a letter in a long word."""
    if form.replace(" ", "") == word.replace(" ", ""):
        return True
    parts, others = form.split(), word.split()
    return len(parts) == len(others) and all(
        part == other
        or (part.isalpha() and part not in known and min(len(part), len(other)) >= SLIP_MIN_LETTERS)
        for part, other in zip(parts, others, strict=True)
    )
