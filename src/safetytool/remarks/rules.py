"""The rules on remarks: loaded once from the TOML of this package, checked, and indexed by first word.

Consumes data/words.toml, persons.toml, cues_nl.toml, cues_en.toml and unreal.toml; returns `Rules`. How the
pattern language reads stands at the top of cues_nl.toml. Leaves out the reading itself.
"""

import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Generic, Literal, TypeVar, cast, get_args

from safetytool.codes import THEMES, Theme
from safetytool.errors import InputError, Place

Kind = Literal[
    "act", "is", "noun", "said", "about", "fear", "fear_of", "with", "deaf",
    "act_school", "with_school", "said_school", "unwanted", "body",
]  # fmt: skip
Unreal = Literal["idioms", "topics", "hypothetical", "rules", "neutral"]
Language = Literal["nl", "en"]
Standing = Literal["adult", "pupil", "home", "other", "school"]
Gender = Literal["male", "female", "either", "plural"]

_KINDS: tuple[Kind, ...] = get_args(Kind)
_UNREAL: tuple[Unreal, ...] = ("idioms", "topics", "hypothetical", "rules")
_LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a term: the words that fit it."""

    words: frozenset[str]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    optional: bool = False

    def fits(self, word: str) -> bool:
        """Whether a word in normal form fits here."""
        return (
            word in self.words
            or (bool(self.prefixes) and word.startswith(self.prefixes))
            or (bool(self.suffixes) and word.endswith(self.suffixes))
        )


Term = tuple[Element, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Terms that stand in one clause; the first word of the first is the head."""

    source: str
    language: Language
    terms: tuple[Term, ...]
    theme: Theme | None = None
    kind: Kind | None = None
    unreal: Unreal | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PersonTerm:
    """A noun for a person."""

    source: str
    terms: tuple[Term, ...]
    standing: Standing
    gender: Gender


Entry = TypeVar("Entry", Pattern, PersonTerm)


@dataclass
class Index(Generic[Entry]):
    """Patterns by what they may start with."""

    entries: list[Entry] = field(default_factory=list)
    _exact: dict[str, list[Entry]] = field(default_factory=dict)
    _wild: list[tuple[Element, Entry]] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """File an entry under its first element, and the second where the first may be left out."""
        self.entries.append(entry)
        first = entry.terms[0][0]
        for word in first.words:
            self._exact.setdefault(word, []).append(entry)
        if first.prefixes or first.suffixes:
            self._wild.append((first, entry))

    def starting(self, word: str) -> tuple[Entry, ...]:
        """Return the entries that may start with this word, exact ones first."""
        found: list[Entry] = list(self._exact.get(word, ()))
        found += [entry for element, entry in self._wild if word not in element.words and element.fits(word)]
        return tuple(found)


@dataclass
class Rules:
    """All that the reading of remarks knows."""

    classes: dict[str, frozenset[str]]
    pronouns: dict[str, str]
    lists: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    variants: dict[str, str]
    everyday: frozenset[str]
    cues: Index[Pattern]
    unreal: Index[Pattern]
    persons: Index[PersonTerm]
    neutral: tuple[Pattern, ...]

    def classes_of(self, word: str) -> frozenset[str]:
        """Return the classes that a word belongs to."""
        return frozenset(name for name, words in self.classes.items() if word in words)

    @functools.cached_property
    def hinges(self) -> frozenset[str]:
        """The words that a reading hinges on: heads of cues, and persons."""
        entries: list[Pattern | PersonTerm] = [*self.cues.entries, *self.persons.entries]
        return frozenset(word for entry in entries for word in _literals(entry.terms[:1]))

    @functools.cached_property
    def _known(self) -> frozenset[str]:
        entries: tuple[Pattern | PersonTerm, ...] = (
            *self.cues.entries,
            *self.unreal.entries,
            *self.persons.entries,
        )
        in_patterns = {word for entry in entries for word in _literals(entry.terms)}
        return frozenset(in_patterns.union(self.pronouns, *self.classes.values(), *self.lists.values()))

    def knows(self, word: str) -> bool:
        """Whether the word stands in any list."""
        return word in self._known or bool(self.persons.starting(word))

    @functools.lru_cache(maxsize=64)  # noqa: B019 - there is one of these
    def slips(self, letter: str) -> list[str]:
        """Return the words with this first letter that a slip of the pen may be taken for."""
        return sorted(word for word in self.hinges if len(word) >= 5 and word[0] == letter)

    def __hash__(self) -> int:
        return id(self)


def _literals(terms: Iterable[Term]) -> Iterator[str]:
    return (word for term in terms for element in term for word in element.words)


@functools.cache
def load_rules() -> Rules:
    """Return the packaged rules, loaded once.

    Raises
    ------
    InputError
        The rules that came with the package are broken.
    """
    words, persons, unreal = (_read(name) for name in ("words", "persons", "unreal"))
    classes = {name: frozenset(text.split()) for name, text in words["classes"].items()}
    cues, not_real, nouns = Index[Pattern](), Index[Pattern](), Index[PersonTerm]()
    verbs: dict[str, frozenset[str]] = {}
    for language in _LANGUAGES:
        document = _read(f"cues_{language}")
        verbs |= {name: frozenset(text.split()) for name, text in document.pop("verbs").items()}
        for pattern in _cue_patterns(document, language, classes | verbs):
            cues.add(pattern)
    for kind in _UNREAL:
        for language in _LANGUAGES:
            for line in _lines(unreal[kind][language]):
                not_real.add(Pattern(line, language, _terms(line, classes | verbs), unreal=kind))
    for term in _persons(persons):
        nouns.add(term)
    return Rules(
        classes=classes,
        pronouns={word: kind for kind, text in persons["pronouns"].items() for word in text.split()},
        lists={
            "determiners": _words(persons["determiners"]["words"]),
            "indefinite": _words(persons["determiners"]["indefinite"]),
            "titles": _words(persons["titles"]["words"]),
            "particles": _words(persons["titles"]["particles"]),
            **{name: _words(text) for name, text in persons["prepositions"].items()},
            "might": _words(unreal["might"]["words"]),
            "reported": _words(unreal["might"]["reported"]),
            "denied": _words(unreal["denied"]["words"]),
        },
        phrases={
            name: _phrases(unreal[name]["phrases"])
            for name in ("advice", "attitude", "elsewhere", "unwanted", "cared")
        },
        variants={v: word for word, text in words["variants"].items() for v in text.split()},
        everyday=_words(words["everyday"]["words"]),
        cues=cues,
        unreal=not_real,
        persons=nouns,
        neutral=tuple(
            Pattern(line, "nl", _terms(line, classes | verbs), unreal="neutral")
            for line in _lines(unreal["might"]["neutral"])
        ),
    )


def _cue_patterns(
    document: Mapping[str, Any], language: Language, classes: Mapping[str, frozenset[str]]
) -> Iterator[Pattern]:
    if set(document) != set(THEMES):
        raise _broken(f"cues_{language}.toml does not have the seven themes")
    for theme, kinds in document.items():
        for kind, block in kinds.items():
            if kind not in _KINDS:
                raise _broken(f"cues_{language}.toml knows no kind '{kind}'")
            for line in _lines(block):
                yield Pattern(line, language, _terms(line, classes), cast("Theme", theme), kind)


def _persons(document: Mapping[str, Any]) -> Iterator[PersonTerm]:
    for standing in get_args(Standing):
        for gender, texts in document[standing].items():
            for name in (name for text in texts.values() for name in text.replace("\n", " ").split(",")):
                if name.strip():
                    term = tuple(_element(part, {}) for part in name.split())
                    yield PersonTerm(name.strip(), (term,), standing, gender)


def _terms(line: str, classes: Mapping[str, frozenset[str]]) -> tuple[Term, ...]:
    return tuple(tuple(_element(part, classes) for part in term.split()) for term in line.split(" + "))


def _element(text: str, classes: Mapping[str, frozenset[str]]) -> Element:
    words, prefixes, suffixes = set[str](), list[str](), list[str]()
    for part in text.replace("?", "").split("|"):
        if part.startswith("@"):
            if part[1:] not in classes:
                raise _broken(f"the rules on remarks know no class '{part}'")
            words |= classes[part[1:]]
        elif part.endswith("*"):
            prefixes.append(part[:-1])
        elif part.startswith("*"):
            suffixes.append(part[1:])
        else:
            words.add(part)
    return Element(frozenset(words), tuple(prefixes), tuple(suffixes), optional="?" in text)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip()]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(block: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(part.split()) for part in block.replace("\n", " ").split(",") if part.strip())


def _broken(what: str) -> InputError:
    return InputError(what, do="Install safetytool again", place=Place(file="the rules on remarks"))
