"""What a header says that its column may be: a family of `data/columns.toml`, such as school or class.

A header only proposes. Whether the column is what it is called, `column_checks.py` sees by its values.
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from safetytool.recognise.wording_clean import header_parts
from safetytool.recognise.wording_facets import is_heading
from safetytool.wording import normalise

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class HeaderWord:
    """A family that a header may belong to, and how it was found."""

    family: str
    word: str
    """The words of the list that the header comes down to."""
    rank: int
    """Place of the word in its list; in some lists the best come first."""
    exact: bool = True
    """The header is the word; otherwise it only opens or ends with it."""
    why: str = ""
    """Of what is known and not used: why not."""


@functools.cache
def column_words() -> Mapping[str, Any]:
    """Everything in `data/columns.toml`."""
    text = files("safetytool.recognise").joinpath("data/columns.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def header_words(header: str) -> tuple[HeaderWord, ...]:
    """Find the families that a header may belong to; none where it may be a question.

    In a header of two rows ("Achtergrond - Groep") the part that is no heading counts. A header
    whose other part is a question ("Waar word je gepest? - School") has no family.

    Examples
    --------
    >>> [found.family for found in header_words("3. In welke groep zit je?")]
    ['class']
    >>> header_words("Waar word je gepest? - School")
    ()
    """
    parts = header_parts(header)
    rest = [part for part in parts if not _is_background(part)] or list(parts[-1:])
    whole = (header.strip(), normalise(header), normalise(_BRACKETS.sub(" ", header)))
    for text in (*whole, *(rest if len(rest) == 1 else ())):
        if found := _exact().get(text):
            return found
    if found := _beside_its_code(rest):
        return found
    opened = _opening(rest[0]) if len(rest) == 1 else None
    found_inside = opened or (_ending(parts[-1]) if parts else None)
    return (found_inside,) if found_inside else ()


def _beside_its_code(parts: Sequence[str]) -> tuple[HeaderWord, ...]:
    """Find the families of a word that stands beside its own code: 'lj - Leerjaar', 'klas - Klas'."""
    for word in parts:
        others = [part for part in parts if part != word]
        if len(parts) > 1 and all(_shortens(other, word) for other in others):
            return _exact().get(word, ())
    return ()


def _shortens(code: str, word: str) -> bool:
    """Whether the letters of a code are letters of the word, in order, from the first on."""
    letters = iter(word)
    return code[:1] == word[:1] and " " not in code and all(letter in letters for letter in code)


def _is_background(part: str) -> bool:
    return part in column_words()["background"]["headings"] or is_heading(part)


@functools.cache
def _exact() -> Mapping[str, tuple[HeaderWord, ...]]:
    """Each header of the lists, with every family that has it."""
    found: dict[str, tuple[HeaderWord, ...]] = {}
    for entry in _entries():
        # A sign is compared as it stands: nothing is left of it in normal form.
        for key in {entry.word, normalise(entry.word)} - {""}:
            found[key] = (*found.get(key, ()), entry)
    return found


def _entries() -> Iterator[HeaderWord]:
    for family, lists in column_words().items():
        if family == "ignored":
            for entry in lists:
                yield from (
                    HeaderWord(family, w, i, why=entry["why"]) for i, w in enumerate(entry["headers"])
                )
        elif family == "school":
            yield from (HeaderWord(family, word, 0) for words in lists.values() for word in words)
        else:
            yield from (HeaderWord(family, word, i) for i, word in enumerate(lists.get("headers", ())))


@functools.cache
def _openings() -> tuple[tuple[str, str], ...]:
    """Opening words and their family, the longest first: the most said wins."""
    pairs = [
        (opening, family)
        for family, lists in column_words().items()
        if family != "ignored"
        for opening in lists.get("starts", ())
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _opening(part: str) -> HeaderWord | None:
    for opening, family in _openings():
        if part == opening or part.startswith(opening + " "):
            return HeaderWord(family, opening, 0, exact=False)
    return None


def _ending(part: str) -> HeaderWord | None:
    for ending in column_words()["open"]["ends"]:
        if part == ending or part.endswith(" " + ending):
            return HeaderWord("open", ending, 0, exact=False)
    return None
