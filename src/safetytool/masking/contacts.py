"""Addresses, numbers and names of accounts: what can be told by its form."""

import html
import re
import unicodedata
from functools import cache
from typing import Final

from safetytool.masking.vocabulary import context

NAME, NUMBER, MAIL, SITE, ADDRESS, ACCOUNT = (
    "[naam]", "[nummer]", "[e-mail]", "[website]", "[adres]", "[gebruikersnaam]",
)  # fmt: skip
PLACEHOLDERS: Final = (NAME, NUMBER, MAIL, SITE, ADDRESS, ACCOUNT)

_FIRST: Final = 0xF0000
"""While a text is worked on, its placeholders are single characters that no text may hold."""

MARKS: Final = {chr(_FIRST + place): placeholder for place, placeholder in enumerate(PLACEHOLDERS)}
MARK_OF: Final = {placeholder: mark for mark, placeholder in MARKS.items()}
ANY_MARK: Final = f"[{''.join(MARKS)}]"

_UNSEEN: Final = frozenset({"Cf", "Co", "Cs", "Cn", "Mn", "Me"})
"""Kinds of characters that can hide in a word: they are taken out."""

_TAG = re.compile(r"<[^<>]{0,200}>")
_TAG_IN_WORD = re.compile(r"(?<=\w)(?:<[^<>]{0,200}>)+(?=\w)")
_SQUARED = re.compile(r"(?:LATIN (?:CAPITAL|SMALL)|INDICATOR SYMBOL) LETTER ([A-Z])$")
_MAIL = re.compile(
    r"[^\s@]{1,100}@\s?[^\s@]{1,100}|[^\s@]{1,100}\s@\s?[^\s@]{1,100}\.[a-z]{2,}"
    r"|[^\s@]{1,100}\s+at\s+[^\s@]{1,100}\s+dot\s+\w{2,10}"
    r"|[^\s@]{1,100}\s?(?:\(at\)|\[at\]|\bapenstaartje\b)\s?[^\s@]{1,100}",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"(?:https?:/{0,2}|www\.)\S{1,300}|\b[\w-]{2,60}\.(?:nl|com|be|org|net|eu|io|me|tv|gg|de|tr|pl|uk)\b\S{0,200}",
    re.IGNORECASE,
)
_AT = re.compile(r"\S{0,60}[@#]\S{0,60}")
_YEARS = re.compile(r"(?<!\d)(20\d\d)\s?[-/]\s?(20\d\d|\d\d)(?!\d)")
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{3}\s?(?:[A-Z]{2}|[a-z]{2}(?=[\s,.;]|$))(?![A-Za-z])")
_NUMBERS = re.compile(r"\+?\(?\d(?:[\s.,\-/()]{0,3}\d){5,}")
_LONG = re.compile(r"\d{4,}")
_WORDY = re.compile(r"\b[A-Z]{2}\d{2}[A-Z]{4}\w*", re.IGNORECASE)


def clean(text: str) -> str:
    """Return a text as plain characters in one line, without what hides in words."""
    text = unicodedata.normalize("NFKC", _TAG_IN_WORD.sub("", html.unescape(text)))
    text = "".join(map(_plain_letter, text))
    kept = (
        " " if (kind := unicodedata.category(c)) in ("Cc", "Zl", "Zp", "Zs") else "" if kind in _UNSEEN else c
        for c in text
    )
    return " ".join(_TAG.sub(" ", "".join(kept)).split())


def _plain_letter(character: str) -> str:
    """Return the letter that a letter in a square or a flag stands for."""
    if unicodedata.category(character) != "So":
        return character
    found = _SQUARED.search(unicodedata.name(character, ""))
    return found[1] if found else character


def mark_placeholders(text: str) -> str:
    """Put a character for each placeholder that stands in a text already."""
    for placeholder, mark in MARK_OF.items():
        text = text.replace(placeholder, mark)
    return text


def mark_contacts(text: str) -> str:
    """Put a mark in place of e-mail addresses, sites, accounts, postcodes and numbers."""
    text = _MAIL.sub(MARK_OF[MAIL], text)
    text = _SITE.sub(MARK_OF[SITE], text)
    text = _AT.sub(MARK_OF[ACCOUNT], text)
    text = _accounts().sub(lambda found: found[1] + MARK_OF[ACCOUNT], text)
    text = _streets().sub(MARK_OF[ADDRESS], text)
    text = _dates().sub(MARK_OF[NUMBER], text)
    # A school year is no number of a person.
    text = _YEARS.sub(lambda found: f"{found[1]}\u2013{found[2]}", text)
    years = re.split(r"((?<!\d)20\d\d\u2013(?:20\d\d|\d\d)(?!\d))", text)
    return "".join(part if place % 2 else _mark_numbers(part) for place, part in enumerate(years))


def _mark_numbers(text: str) -> str:
    text = _WORDY.sub(MARK_OF[NUMBER], text)
    text = _POSTCODE.sub(_postcode, text)
    text = _NUMBERS.sub(MARK_OF[NUMBER], text)
    text = _spelled().sub(MARK_OF[NUMBER], text)
    return _LONG.sub(MARK_OF[NUMBER], text)


def _postcode(found: re.Match[str]) -> str:
    """Mask a postcode; '2024 is' is a year and a word, of which the year is masked later."""
    small = found[0][-2:].islower() and " " in found[0]
    return found[0] if small and found[0].startswith("20") else MARK_OF[ADDRESS]


@cache
def _accounts() -> re.Pattern[str]:
    names = "|".join(sorted(context().accounts, key=len, reverse=True))
    between = r"(?:\s*(?:naam|name|account|is|heet|:|=|-)+)+\s*"
    return re.compile(
        rf"(\b(?:{names}){between})[^\s,;!?]{{2,60}}(?:\s[^\s,;.!?]{{2,60}}(?=[,;.!?]|$))?", re.IGNORECASE
    )


@cache
def _spelled() -> re.Pattern[str]:
    """A number spelled out, also in pairs ('nul zes twaalf') and half in digits."""
    word = f"(?:{_number_words()})"
    part = rf"(?:{word}|\d{{1,2}})"
    return re.compile(rf"\b{part}(?:[\s,.\-]+{part}){{3,}}\b", re.IGNORECASE)


def _number_words() -> str:
    words = "|".join(sorted({*context().digits, "één"}, key=len, reverse=True))
    tens = "twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig"
    units = "een|één|twee|drie|vier|vijf|zes|zeven|acht|negen"
    return rf"(?:{units})(?:en|ën)(?:{tens})|{words}"


@cache
def _streets() -> re.Pattern[str]:
    """A street with its number."""
    ends = "|".join(context().streets)
    number = rf"(?:\d{{1,4}}(?:\s?(?:[a-z]|bis))?|(?:{_number_words()}))\b"
    number = rf"(?:(?:nummer|nr\.?|no\.?)\s+)?{number}"
    dutch = rf"(?:\b(?:lange|korte|nieuwe|oude)\s+)?\b[\w'’-]{{0,40}}(?:{ends})\s+{number}"
    english = rf"\b\d{{1,4}}\s+[\w'’-]{{2,40}}\s+(?:{ends})\b"
    named = rf"\b(?:{ends})\s+van\s+(?:de\s+|den\s+|het\s+)?[\w'’-]{{2,40}}\s+{number}"
    return re.compile(f"{named}|{dutch}|{english}", re.IGNORECASE)


@cache
def _dates() -> re.Pattern[str]:
    """A day of a month: somebody's birthday, for all that is known."""
    months = "|".join(sorted(context().months, key=len, reverse=True))
    day = rf"(?:\d{{1,2}}(?:st|nd|rd|th|e)?|(?:{_number_words()}))"
    year = r"(?:,?\s+\d{2,4})?"
    return re.compile(
        rf"\b{day}\s+(?:of\s+)?(?:{months})\b{year}|\b(?:{months})\s+\d{{1,2}}(?:st|nd|rd|th)?\b{year}",
        re.IGNORECASE,
    )
