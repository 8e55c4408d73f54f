"""Who came and whom it is about, from what a cell says of people.

Consumes: the text of a cell. Returns: one person, or two and how they are joined. What is not certain is
not guessed: a pupil is never taken for staff, nor the reverse.
"""

import functools
import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from safetytool.advisors.words import Word, find_words, people, word_set
from safetytool.codes import About, Reporter
from safetytool.wording import normalise

Joined: TypeAlias = Literal["", "over", "arrow", "and", "other"]

MOST_WORDS: Final = 8
"""A longer text is a remark."""

_OVER: Final = re.compile(
    r"^(.+?)\s+(?:(?:meldt|klaagt|reports|klacht|melding|report)\s+)?(?:over|about)\s+(.+)$", re.IGNORECASE
)
_ARROW: Final = re.compile(r"\s*(?:-+>|=+>|>+|→|⇒|»|➔|➜)\s*")
_AND: Final = re.compile(r"\s*(?:\ben\b|\band\b|[,;&+\n])\s*", re.IGNORECASE)
_NEGATED: Final = {"niet", "geen", "non", "not", "no", "zonder"}
_LEADING: Final = re.compile(
    r"^(?:(?:door|over|betreft|tegen|by|about|against|concerning|van|melding van|melding door|gedrag van|"
    r"een|de|het|the|an?|namens)\s+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class People:
    """One person or two. `first` is '' where the text is not understood."""

    first: str
    """About code, or 'anonymous'."""
    second: str = ""
    joined: Joined = ""
    """How two are joined: over ('A over B'), arrow ('A > B'), and ('A en B'), other ('A-B', 'A/B')."""


@functools.lru_cache(maxsize=20_000)
def read_people(text: str) -> People:
    """Read the people in a cell.

    Examples
    --------
    >>> read_people("overblijfmoeder").first, read_people("moeder van een leerling").first
    ('staff', 'parent')
    >>> read_people("leerling over leerkracht")
    People(first='pupil', second='staff', joined='over')
    >>> read_people("leerling-leerkracht").joined
    'other'
    """
    if not normalise(text):
        return People("unknown" if "?" in text else "")
    if len(normalise(text).split()) > MOST_WORDS:
        return People("")
    if match := _OVER.match(text):
        first, second = _one(match[1]), _one(match[2])
        return People(first, second, "over") if first and second else People("")
    parts = _ARROW.split(text)
    if len(parts) == 2 and all(map(normalise, parts)):
        first, second = _one(parts[0]), _one(parts[1])
        return People(first, second, "arrow") if first and second else People("")
    if one := _one(text):
        return People(one)
    both = [_one(part) for part in _AND.split(text) if normalise(part)]
    if len(both) == 2 and all(both):
        return People(both[0], both[1], "and")
    several = _meanings(text)
    if len(several) == 2:
        return People(several[0], several[1], "other")
    return People("")


def _one(text: str) -> str:
    """Return the one person that a text means; '' for none or several."""
    bare = _LEADING.sub("", text)
    if (whole := people().get(normalise(bare))) is not None:
        return whole
    # 'Ouder van een leerling' is a parent: whose, does not matter.
    head = re.split(r"\b(?:van|of (?:a|an|the)|uit)\b", bare, maxsplit=1, flags=re.IGNORECASE)[0]
    for part in (head, bare):
        found = _meanings(part)
        if len(found) == 1:
            return found[0]
        if found:
            return ""
    return ""


def _meanings(text: str) -> list[str]:
    """Return the different people in a text; nothing where something is denied ('niet een leerling')."""
    if (whole := people().get(normalise(text))) is not None:
        return [whole]
    if _NEGATED & set(normalise(text).split()):
        return []
    words = find_words(text)
    # 'Student' is a pupil in English and a trainee in Dutch. Beside words that are not known neither it nor
    # a misspelt pupil is certain.
    if any(not word.kind for word in words):
        words = tuple(word for word in words if word.meaning != "pupil" or _is_sure(word))
    return list(dict.fromkeys(word.meaning for word in words if _is_person(word)))


def _is_sure(word: Word) -> bool:
    return word.phrase in people() and word.phrase not in {"student", "students"}


def _is_person(word: Word) -> bool:
    return word.kind == "person" and word.meaning not in {"any", "unknown"}


def as_about(person: str) -> About:
    """Return whom a report is about; somebody anonymous is unknown."""
    return "unknown" if person in {"anonymous", ""} else cast("About", person)


def as_reporter(person: str) -> Reporter:
    """Return who came to the advisor: management is staff, and outsiders are not told apart."""
    if person == "management":
        return "staff"
    return cast("Reporter", person) if person in {"pupil", "parent", "staff", "anonymous"} else "unknown"


@functools.cache
def _adults() -> frozenset[str]:
    return frozenset({"staff", "management"})


def about_of_both(first: str, second: str) -> About | None:
    """Return whom a report about two is about: staff if one of them is; None where that is not certain."""
    if first == second:
        return as_about(first)
    both = {first, second}
    if both & _adults():
        return "staff" if "staff" in both else "management"
    return None


def is_person_text(text: str) -> bool:
    """Whether a text means people, and not a category ('overig')."""
    return bool(read_people(text).first) and normalise(text) not in word_set("category", "other")
