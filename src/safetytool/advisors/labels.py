"""What a category cell, a heading of a column of numbers, or the label of a row says.

Consumes: a text. Returns: category, whom it is about, who reported, whether it is a total, and whether
every word of it was understood.
"""

import functools
import re
from dataclasses import dataclass
from typing import Final, cast

from safetytool.advisors.people import as_about, as_reporter
from safetytool.advisors.words import Word, find_words, word_lists, word_set
from safetytool.codes import About, Category, Reporter
from safetytool.wording import normalise

_NEGATED: Final = {"niet", "geen", "non", "not", "no", "zonder", "without", "nooit"}
_DENIED_KIND: Final = re.compile(
    r"[(\[]?\s*\b(?:niet|non|not)[\s-]*(?:zijnde )?(?:seksue(?:el|le)|sexue(?:el|le)|sexual)\b\s*[)\]]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Label:
    """What a text says of the reports that it names."""

    category: Category | None = None
    about: About | None = None
    reporter: Reporter | None = None
    person: str = ""
    """A person that is named alone: whether reporter or reported, its surroundings say."""
    total: bool = False
    """It names all together ('Totaal')."""
    whole: bool = False
    """Every word of it was understood."""
    plain: bool = False
    """It names one category and nothing else."""
    several: bool = False
    """It names several categories, of which the most serious counts."""
    unspecific: bool = False
    """Its words are known to say nothing certain ('grensoverschrijdend gedrag')."""


@functools.lru_cache(maxsize=20_000)
def read_label(text: str) -> Label:
    """Read a category, a heading or a label.

    Examples
    --------
    >>> read_label("Seksuele intimidatie door personeel").about
    'staff'
    >>> read_label("Geweld tegen personeel").about is None
    True
    >>> read_label("Pesten/discriminatie").category, read_label("Pesten/discriminatie").several
    ('discrimination', True)
    """
    words = find_words(_DENIED_KIND.sub(" ", text))
    if not words:
        return Label()
    # 'niet' and 'geen' turn what follows into something else: nothing is taken from it.
    if _NEGATED & set(normalise(_DENIED_KIND.sub(" ", text)).split()):
        return Label()
    categories = _categories(words)
    about, reporter, person, sure = _people(words, bool(categories))
    unspecific = any(word.kind == "unspecific" for word in words) and not categories
    specific = [c for c in categories if c not in {"other", "total"}] or list(categories)
    category = min(specific, key=_order().__getitem__, default=None)
    # 'Overig' in front of something that is not known says that it is no known category.
    unknown = any(not word.kind for word in words)
    is_total = category == "total"
    kinds = {word.kind for word in words}
    return Label(
        category=None if is_total else category or ("other" if unspecific else None),
        about=about,
        reporter=reporter,
        person=person,
        total=is_total,
        whole=sure and not unknown and bool(kinds - {"filler"}),
        plain=not unknown
        and len(specific) == 1
        and "unspecific" not in kinds
        and not (about or reporter or person),
        several=len(set(specific) - {"other"}) > 1,
        unspecific=unspecific,
    )


@functools.cache
def _order() -> dict[str, int]:
    """Place of each category in the order of seriousness."""
    return {category: place for place, category in enumerate(word_lists()["category"])}


def _categories(words: tuple[Word, ...]) -> list[Category]:
    """Return the categories named. 'Geweld' behind 'verbaal' is verbal, and no category of its own.

    Sexual words are no such adjectives: 'seksuele intimidatie of misbruik' names sexual abuse.
    """
    adjectives, heads = word_set("heads", "adjectives"), word_set("heads", "words")
    found: dict[str, None] = {}
    modified = False
    for word in words:
        if word.kind != "category":
            continue
        first, last = word.phrase.split()[0], word.phrase.split()[-1]
        if not (modified and word.phrase in heads):
            found[word.meaning] = None
        modified = modified or first in adjectives or last in adjectives
    return cast("list[Category]", list(found))


def _people(words: tuple[Word, ...], has_category: bool) -> tuple[About | None, Reporter | None, str, bool]:
    """Return whom a label is about, who reported, a person named alone, and whether that is certain."""
    by, to = word_set("conduct", "by"), word_set("conduct", "to")
    about: set[About] = set()
    reporters: set[Reporter] = set()
    alone: set[str] = set()
    before = Word("", "", "")
    seen_category = False
    for word in words:
        seen_category |= word.kind in {"category", "unspecific"}
        if word.kind == "person":
            if before.kind == "before_reporter":
                reporters.add(as_reporter(word.meaning))
            elif seen_category and before.phrase in to:
                pass  # 'geweld tegen personeel': who suffers it is not whom it is about
            elif before.kind == "before_about" or (seen_category and before.phrase in by):
                about.add(as_about(word.meaning))
            else:
                alone.add(word.meaning)
        if word.phrase not in {"een", "de", "het", "a", "the", "an"}:
            before = word
    sure = len(about) <= 1 and len(reporters) <= 1 and len(alone) <= 1
    if not sure:
        return None, None, "", False
    person = next(iter(alone), "")
    if has_category and person in {"any", "unknown"}:
        person = ""
    return next(iter(about), None), next(iter(reporters), None), person, True


def seriousness(category: str) -> int:
    """Return the place of a category in the order of seriousness, the most serious first."""
    return _order().get(category, len(_order()))
