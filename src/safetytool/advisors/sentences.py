"""What the running text of a year report says for certain of how many reports there were.

Consumes: a paragraph. Returns: per sentence its figures, or why it is left to the reader. A sentence counts
only where all of its words are understood; one that mentions reports and a number in another way is listed.
Sentences of other years, of complaints procedures and of training never count.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Final

from safetytool.advisors.counts import number_of
from safetytool.advisors.headings import with_person_as
from safetytool.advisors.labels import Label, read_label
from safetytool.advisors.words import find_words, word_lists
from safetytool.recognise.years_in_text import years_in
from safetytool.wording import normalise

ANOTHER_YEAR: Final = "it seems to be about another school year"
ANOTHER_SUBJECT: Final = "it seems to be about something else than reports to the advisor"
NOT_CERTAIN: Final = "it mentions reports, but what is not certain"

_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9ÀÉËÈ“\"'(])")
_ABBREVIATED: Final = re.compile(
    r"\b(?:o\.a|n\.a\.v|m\.b\.t|d\.w\.z|bijv|nl|dhr|mevr|mw|ca|incl|excl|nr|n\.v\.t|e\.d|i\.v\.m|jl)\.\s",
    re.IGNORECASE,
)
_DOT: Final = "\x00"
_BULLET: Final = re.compile(r"^\s*(?:[-–•*▪◦·o]|\d{1,2}[.)])\s+(?=\D)")
MOST_WORDS: Final = 12
_SOME: Final = re.compile(
    r"\b(?:enkele|een paar|meerdere|verschillende|veel|diverse|several|a few|many|some)\b"
)


@dataclass(frozen=True)
class Stated:
    """One figure that a sentence states."""

    number: int
    label: Label = field(default_factory=Label)
    text: str = ""
    """What it is of, as written in normal form."""

    @property
    def dims(self) -> frozenset[str]:
        """By what it tells reports apart."""
        told = {"category": self.label.category, "about": self.label.about, "reporter": self.label.reporter}
        return frozenset(dim for dim, value in told.items() if value)


@dataclass(frozen=True)
class Sentence:
    """A sentence that says something of reports: figures, or why it is not counted."""

    text: str
    stated: tuple[Stated, ...] = ()
    why: str = ""
    year: str = ""
    """The school year that it names itself."""


def read_paragraph(text: str, *, school: str = "", year: str = "") -> list[Sentence]:
    """Return the sentences of a paragraph that have to do with reports.

    Parameters
    ----------
    school, year : of which the text is, as far as known; a sentence about another year does not count.

    Examples
    --------
    >>> [s.stated[0].number for s in read_paragraph("Er zijn dit schooljaar 3 meldingen gedaan.")]
    [3]
    >>> [s.why != "" for s in read_paragraph("Vorig jaar waren er 4 meldingen.")]
    [True]
    """
    read = [_read(sentence, school, year) for sentence in sentences_of(text)]
    return [sentence for sentence in read if sentence is not None]


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a paragraph."""
    protected = _ABBREVIATED.sub(lambda match: match[0].replace(".", _DOT), text)
    sentences = (part.replace(_DOT, ".").strip() for part in _END.split(protected))
    return [sentence for sentence in sentences if sentence]


def is_of_another_subject(heading: str) -> bool:
    """Whether what stands under a heading is no report of this year ('Trainingen', 'Vooruitblik')."""
    return bool(_pattern("headings_of_others").search(_simple(heading)))


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(word_lists()["sentences"][name])


@functools.cache
def _numbers() -> str:
    words = [*word_lists()["counts"]["numbers"], "geen enkele", "geen", "nul", "no", "zero"]
    return (
        r"(?:\d{1,4}|"
        + "|".join(sorted((re.escape(w) for w in words if not w.isdigit()), key=len, reverse=True))
        + ")"
    )


def _simple(text: str) -> str:
    """Write a text in small letters without accents; of its signs only those that separate stay."""
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if unicodedata.category(c) != "Mn"
    )
    kept = re.sub(r"[^\w,:;()]+", " ", folded.replace("'", ""))
    return " ".join(re.sub(r"([,:;()])", r" \1 ", kept).split())


def _read(sentence: str, school: str, year: str) -> Sentence | None:
    """Read one sentence; None where it says nothing of reports."""
    simple = _simple(_BULLET.sub("", sentence))
    years = list(dict.fromkeys(years_in(sentence)))
    other_year = (
        bool(_pattern("other_year").search(simple))
        or (year and any(y != year for y in years))
        or len(years) > 1
    )
    other_subject = bool(_pattern("other_subject").search(simple))
    own_year = years[0] if len(years) == 1 else ""
    if not other_year and not other_subject:
        stated = _stated(_without_adverbs(_without_school(simple, school)))
        if stated:
            return Sentence(sentence, tuple(stated), year=own_year)
    if not _is_mentioned(simple, bool(other_year)):
        return None
    why = ANOTHER_YEAR if other_year else ANOTHER_SUBJECT if other_subject else NOT_CERTAIN
    return Sentence(sentence, why=why)


def _is_mentioned(simple: str, other_year: bool) -> bool:
    """Whether a sentence names reports or a category together with a number."""
    words = simple.split()
    numbers = [
        w
        for w in words
        if number_of(w) is not None
        and w not in {"een", "no", "one"}
        and not re.fullmatch(r"(?:19|20)\d\d", w)
    ]
    told = _pattern("mention").search(simple)
    one_report = re.search(r"\b(?:een|one|a) " + word_lists()["sentences"]["report"] + r"\b", simple)
    quantity = bool(
        numbers or one_report or _SOME.search(simple) or re.search(r"\b(?:meldde|meldden|reported)\b", simple)
    )
    category = any(w.kind == "category" and w.meaning not in {"other", "total"} for w in find_words(simple))
    return quantity and bool(told or category or other_year)


def _without_school(simple: str, school: str) -> str:
    """Leave out the name of the school with the word in front of it."""
    name = re.escape(_simple(school))
    return (
        re.sub(rf"\b(?:op|bij|binnen|voor|van|at|for|of)? ?\b(?:de |het |the )?{name}\b", " ", simple)
        if name
        else simple
    )


def _without_adverbs(simple: str) -> str:
    for adverb in word_lists()["sentences"]["adverbs"]:
        simple = re.sub(adverb, " ", simple)
    return " ".join(simple.split()).strip(" ,;:")


def _stated(simple: str) -> list[Stated]:
    """Return the figures of a sentence of which every word is understood; none for any other."""
    if _pattern("nothing").fullmatch(simple):
        return [Stated(0)]
    head, parts = _split(simple)
    total = _total(head) if parts else None
    if parts and total is not None:
        listed = [_part(part) for part in parts]
        return [total, *(s for s in listed if s is not None)] if all(s is not None for s in listed) else []
    several = [_part(part) for part in _enumerated(simple)]
    if len(several) > 1 and all(s is not None for s in several):
        return [s for s in several if s is not None]
    alone = _total(simple) or _part(simple)
    return [alone] if alone is not None else []


def _split(simple: str) -> tuple[str, list[str]]:
    """Split 'er zijn 3 meldingen gedaan : 2 over pesten en 1 over agressie' into its total and its parts."""
    of_these = word_lists()["sentences"]["of_these"]
    match = re.match(rf"^(.+?)\s*(?:[:;,(]\s*{of_these}|[:;(]|{of_these})\s+(.+?)\s*\)?$", simple)
    return (match[1].strip(" ,"), _enumerated(match[2])) if match else (simple, [])


def _enumerated(text: str) -> list[str]:
    """Split at commas and 'en', where a number or a label with a number follows."""
    number = _numbers()
    text = (
        re.sub(r"^.*?\b(?=" + number + r"\b)", "", text)
        if re.match(word_lists()["sentences"]["of_these"], text)
        else text
    )
    parts = re.split(
        rf"\s*(?:[,;]\s*(?:en|and)?|\b(?:en|and)\b)\s*(?=(?:{number}\b)|(?:[^,;:]+[:(] ?{number}\b))", text
    )
    return [part.strip(" ,;") for part in parts if part.strip(" ,;")]


def _total(text: str) -> Stated | None:
    """Read 'er zijn 3 meldingen gedaan (over pesten)'."""
    s, number = word_lists()["sentences"], _numbers()
    if match := re.fullmatch(rf"{s['number_of']}(?: :)? ({number})", text):
        return Stated(_value(match[1]))
    of_what, done = rf"(?: ({s['about']} .+?))?", rf"(?: {s['done']})?"
    were = rf"(?:{s['subject']} )?{s['verb']}(?: {s['subject']})?"
    patterns = (
        rf"{were} ({number}) {s['report']}{done}{of_what}{done}",
        rf"{s['subject']} {s['verb']} ({number}) {s['report']}{of_what}{done}",
        rf"({number}) {s['report']}(?: {s['verb']})?(?: {s['done']})?()",
        rf"({number}) {s['report']} ({s['about']} .+?)(?: {s['done']})?",
        rf"{were} ({number}) {s['report']} {s['done']} (?:die|dat|which|that) {s['went']} ({s['about']} .+?)",
    )
    for pattern in patterns:
        if match := re.fullmatch(pattern, text):
            return _of(_value(match[1]), match[2] or "")
    return None


def _part(text: str) -> Stated | None:
    """Read 'twee meldingen gingen over pesten', '2 x pesten', 'pesten : 2', 'pesten ( 2 )'."""
    s, number = word_lists()["sentences"], _numbers()
    these, report = rf"(?:{s['of_these']} )?", rf"(?: {s['report']})?"
    patterns = (
        rf"{these}({number}){report}(?: {s['of_these']})?(?: er)? {s['went']}(?: er)?(?: ({number}))? ?(.+)",
        rf"(?:{s['of_these']} )?{s['went']}(?: er)? ({number})(?: {s['report']})?() (.+)",
        rf"({number})(?: {s['report']})?() ({s['about']} .+)",
        rf"({number})(?: x| keer| maal|x)?() (.+)",
    )
    for pattern in patterns:
        if (
            (match := re.fullmatch(pattern, text))
            and not match[2]
            and (found := _of(_value(match[1]), match[3]))
        ):
            return found
    if match := re.fullmatch(rf"(.+?) (?::|\() ?({number})(?: {s['report']})?(?: x| keer)?(?: \))?", text):
        return _of(_value(match[2]), match[1], label_first=True)
    return None


def _of(number: int, text: str, *, label_first: bool = False) -> Stated | None:
    """Return a figure of what a few words name; None where they are not wholly understood."""
    if not text:
        return Stated(number)
    label = read_label(text)
    if (
        label.person
        and label.person != "anonymous"
        and not re.match(word_lists()["sentences"]["about"], text)
    ):
        return None  # 'leerling: 2': whether they reported or are reported about, nobody can tell
    if label.person:
        reported = re.match(r"(?:van|door|from|by|kwam van|came from)\b", text) or label.person == "anonymous"
        label = with_person_as(label, "reporter" if reported else "about")
    if label.total and label_first and label.whole:
        return Stated(number)
    told = label.category or label.about or label.reporter
    if not label.whole or not told or label.several or len(normalise(text).split()) > MOST_WORDS:
        return None
    return Stated(number, replace(label, person=""), text)


def _value(word: str) -> int:
    value = number_of(
        word.replace("geen enkele", "geen").replace("no", "zero") if word in {"geen enkele", "no"} else word
    )
    return 0 if value is None else value
