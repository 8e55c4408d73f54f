"""One word in its normal form, with the classes that it belongs to and the patterns that it may start.

Consumes a word as it was typed; returns a `Word`, remembered, because remarks use the same words over and
over. Letters without accents and in small type; three or more of a letter are cut to two or one; a list of
pupils' spellings; d, t and dt at the end; a lost n; and, for words of six letters or more, one letter too
many, too few or wrong against the words that the rules hinge on. Words on the `everyday` list stay as they
are ("gepast" is no slip for "gepest"). It does not know whole dictionaries.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass

from safetytool.remarks.rules import Pattern, PersonTerm, Rules, load_rules

_RUN = re.compile(r"(.)\1{2,}")
_SHORTEST_SLIP = 6


@dataclass(frozen=True, slots=True)
class Word:
    """What the rules need to know of a word."""

    normal: str
    classes: frozenset[str]
    cues: tuple[Pattern, ...]
    """Patterns of cues whose head this word may be."""
    unreal: tuple[Pattern, ...]
    """Patterns of idioms, topics and suppositions that may start here."""
    persons: tuple[PersonTerm, ...]
    known: bool
    """In any list: such a word is not taken for a name."""


def plain(raw: str) -> str:
    """Return a word in small letters, without accents and apostrophes.

    Examples
    --------
    >>> plain("Conciërge")
    'concierge'
    """
    folded = raw.lower()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in folded if letter.isalnum())


@functools.lru_cache(maxsize=200_000)
def read_word(raw: str) -> Word:
    """Return what is known of a word as it was typed."""
    rules = load_rules()
    normal = _normal(plain(raw), rules)
    return Word(
        normal,
        rules.classes_of(normal),
        rules.cues.starting(normal),
        rules.unreal.starting(normal),
        rules.persons.starting(normal),
        rules.knows(normal),
    )


def _normal(word: str, rules: Rules) -> str:
    if _RUN.search(word):
        forms = (_RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word))
        word = next((form for form in forms if rules.knows(rules.variants.get(form, form))), forms[1])
    if word in rules.variants:
        return rules.variants[word]
    if rules.knows(word) or word in rules.everyday:
        return word
    return next((form for form in _other_endings(word) if form in rules.hinges), _slip(word, rules))


def _other_endings(word: str) -> list[str]:
    """Return the word with the endings that are most often confused."""
    forms = []
    if word.endswith("dt"):
        forms += [word[:-1], word[:-2] + "t"]
    elif word.endswith("d"):
        forms += [word[:-1] + "t", word + "t"]
    elif word.endswith("t"):
        forms += [word[:-1] + "d", word + "t"]
    elif word.endswith("e"):
        forms.append(word + "n")
    return forms if len(word) > 3 else []


def _slip(word: str, rules: Rules) -> str:
    """Return the one word of the rules that this is a slip of the pen for, or the word itself."""
    if len(word) < _SHORTEST_SLIP or not word.isalpha():
        return word
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    near = process.extract(
        word, rules.slips(word[0]), scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=2
    )
    return str(near[0][0]) if len(near) == 1 else word
