"""The masking itself: a word stays readable only if it is known as ordinary and cannot be a name here.

Method
    Contact data goes first, by its form (contacts.py). Of the rest every word is held against a list of
    ordinary words, so a name needs not be known to be masked, whatever its capitals. An ordinary word
    that is a name too stays only beside a word that makes it the word, and not where a name is to be
    expected: after a role ("meester"), after a name or "heet", or behind parts of a surname.
Limits
    A name that is an ordinary word too is taken for the word where a neighbour makes it one ("ik ben", "he
    said"), and a surname that is a word stands only masked behind a role or a name. What a remark tells can
    point at somebody without a name.
"""

import re
from functools import lru_cache
from typing import Final

from safetytool.masking.contacts import (
    ANY_MARK,
    MARK_OF,
    MARKS,
    NAME,
    NUMBER,
    clean,
    mark_contacts,
    mark_placeholders,
)
from safetytool.masking.second_look import names_found
from safetytool.masking.vocabulary import context, doubtful, fold, is_ordinary

LONGEST: Final = 300
"""Characters of a remark that are shown, unless said otherwise."""

MOST_PARTICLES: Final = 3
"""No surname has more words before it ("van de ter")."""

OLD_PARTICLES: Final = frozenset({"der", "den", "ter", "ten", "t", "el", "al", "ait", "ould", "bin", "ibn"})
"""Words that stand in surnames only."""

VERBS: Final = frozenset({"wil", "zal", "will", "can", "may"})
"""Verbs that are names too; in small letters what follows tells them apart, also behind a role."""

MOST_READ: Final = 4_000
"""Characters of a text that are looked at: what is behind them is not shown anyway."""

_TOKEN = re.compile(rf"{ANY_MARK}|[^\W\d_]+|\d+|_+|[^\w\s]|\s+")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][\s.\-_*]{1,3}){2,}[^\W\d_](?![^\W_])")
_GROUP = re.compile(r"\d{1,2}")
_UNIT_LETTERS: Final = frozenset({
    "a", "b", "c", "d", "e", "f", "g", "h", "k", "l", "m", "t", "v", "x", "z", "de", "ste", "th", "st", "nd",
    "rd", "uur", "min", "jaar", "havo", "vwo", "vmbo", "mavo", "bb", "kb", "tl", "gt", "hv", "mh", "ers",
    "er", "pm", "am",
})  # fmt: skip
"""What may be glued to a number: a class, a rank, a time."""

_SENTENCE_END: Final = frozenset(".!?…:")
_APART: Final = frozenset(",;!?…")
_JOINS: Final = frozenset("-'’‘`´")
_OPENS: Final = frozenset('"“”„«(')
_BETWEEN: Final = _OPENS | {":"}


@lru_cache(maxsize=20_000)
def mask(text: str, longest: int = LONGEST) -> str:
    """Return a text with everything masked that is or may be a name, a number or an address.

    Parameters
    ----------
    text : as somebody wrote it.
    longest : characters at most; what is longer is cut at a word, with an ellipsis.

    Returns
    -------
    One line of plain characters. Masking it again changes nothing.
    """
    shown = clean(text[:MOST_READ])
    # What was masked can tell that its neighbour is a name too, so it is looked at until nothing changes.
    while (again := _once(shown)) != shown:
        shown = again
    return _shortened(shown, longest)


def _once(text: str) -> str:
    """Mask what can be seen to be a name, a number or an address."""
    marked = mark_contacts(mark_placeholders(text))
    marked = _SPACED.sub(MARK_OF[NAME], marked)
    for name in names_found(marked):
        marked = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", MARK_OF[NAME], marked)
    return _written(_masked(marked))


def _masked(text: str) -> str:
    """Mask every word that may not stay."""
    tokens = _TOKEN.findall(text)
    shouted = _is_shouted(text)
    expected = _names_expected(tokens, shouted)
    kept: list[str] = []
    for place, token in enumerate(tokens):
        if token[0].isdigit():
            kept.append(token if _is_plain_number(tokens, place) else MARK_OF[NUMBER])
        elif token[0].isalpha():
            stays = place not in expected and _stays(tokens, place, shouted)
            kept.append(token if stays else MARK_OF[NAME])
        else:
            kept.append(token)
    return "".join(kept)


def _is_shouted(text: str) -> bool:
    """Whether a remark is written in capitals, so that a capital says nothing."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _stays(tokens: list[str], place: int, shouted: bool) -> bool:
    """Tell whether a word may stay readable where it stands."""
    token = tokens[place]
    word = fold(token)
    if _is_glued(tokens, place):
        return _is_unit(tokens, place)
    if not word.isascii() or not is_ordinary(word):
        return _is_ending(tokens, place)
    if word in doubtful():
        small = not any(c.isupper() for c in token)
        return (small or shouted or _starts_sentence(tokens, place)) and _is_beside(tokens, place)
    if word in context().capitals or word in context().roles:
        return True
    # A word in capitals throughout is stressed; only a capital in front makes a name of it.
    stressed = token == token.upper() and len(token) > 1
    if token == token.lower() or stressed or shouted:
        return True
    return token == token.capitalize() and _starts_sentence(tokens, place)


def _is_beside(tokens: list[str], place: int) -> bool:
    """Whether a word that is a name too stands beside one that makes it the word: 'ik ben', 'wil je'."""
    allowed = context().beside.get(fold(tokens[place]), frozenset())
    before = [fold(t) for t in tokens[max(0, place - 2) : place]]
    after = [fold(t) for t in tokens[place + 1 : place + 3]]
    if len(before) == 2 and before[1].isspace() and before[0] in allowed:
        return True
    return len(after) == 2 and after[0].isspace() and after[1] in allowed - context().before_only


def _is_verb(tokens: list[str], place: int) -> bool:
    """Whether a word behind a role is a verb after all: 'meester wil dat ik blijf'."""
    after = [fold(t) for t in tokens[place + 1 : place + 3]]
    allowed = context().beside.get(fold(tokens[place]), frozenset()) - context().before_only
    verb = tokens[place] in VERBS
    return verb and len(after) == 2 and after[0].isspace() and after[1] in allowed


def _is_ending(tokens: list[str], place: int) -> bool:
    """Whether it is the s of a possessive or a plural (foto's), behind a word that decides for itself."""
    return (
        tokens[place].lower() in ("s", "t", "re", "ve", "ll", "m", "d", "er")
        and place > 0
        and tokens[place - 1] in _JOINS
    )


def _is_glued(tokens: list[str], place: int) -> bool:
    """Whether a number or an underscore touches a word."""
    near = [tokens[i][0] for i in (place - 1, place + 1) if 0 <= i < len(tokens)]
    return any(c.isdigit() or c == "_" or c in MARKS for c in near)


def _is_unit(tokens: list[str], place: int) -> bool:
    """Whether what touches a number is a class (2b, groep7), a rank or a time."""
    word = fold(tokens[place])
    before = tokens[place - 1] if place else " "
    after = tokens[place + 1] if place + 1 < len(tokens) else " "
    if _GROUP.fullmatch(before):
        return word in _UNIT_LETTERS and _is_plain_number(tokens, place - 1)
    return word in ("groep", "klas", "leerjaar", "jaar", "class", "year", "grade", "group") and bool(
        _GROUP.fullmatch(after)
    )


def _is_plain_number(tokens: list[str], place: int) -> bool:
    """Whether a number is a class, an age, a time or a school year; not one that a word is glued to."""
    before = tokens[place - 1] if place else " "
    after = tokens[place + 1] if place + 1 < len(tokens) else " "
    if before == "_" or (before[0].isalpha() and not _is_unit(tokens, place - 1)):
        return False
    return len(tokens[place]) < 4 or "\u2013" in (before, after)


def _starts_sentence(tokens: list[str], place: int) -> bool:
    """Whether a word is the first of its sentence."""
    before = next((t for t in reversed(tokens[:place]) if not t.isspace() and t not in _OPENS), ".")
    return before in _SENTENCE_END


def _names_expected(tokens: list[str], shouted: bool) -> frozenset[int]:
    """Return the places where a name is to be expected: after a role, a name, 'heet' or 'van der'."""
    words = [place for place, token in enumerate(tokens) if token[0].isalpha() or token in MARKS]
    found: set[int] = set()
    for order, place in enumerate(words):
        word = fold(tokens[place])
        is_role = word in context().roles
        if is_role or tokens[place] == MARK_OF[NAME]:
            found.update(_name_after(tokens, words[order + 1 : order + 7], is_role=is_role))
        elif word in context().naming:
            found.update(_called(tokens, words[order + 1 : order + 4]))
        elif word in context().particles and (word in OLD_PARTICLES or shouted or tokens[place].isupper()):
            # In capitals nothing but the particle tells 'DE GROOT' from 'de groot'.
            following = words[order + 1 : order + 2]
            named = [p for p in following if fold(tokens[p]) in context().surnames or word in ("der", "den")]
            found.update(place for place in (place, *named) if named)
    return frozenset(found)


def _name_after(tokens: list[str], following: list[int], *, is_role: bool) -> set[int]:
    """Return the words after a role, or after a name, that may be (the rest of) a name.

    These are surnames that are words too, initials, and what stands behind parts of a surname ("van der").
    """
    found: set[int] = set()
    parts: list[int] = []
    no_name = context().subjects | context().pronouns
    for place in following:
        token, word = tokens[place], fold(tokens[place])
        if _is_apart(tokens, place):
            break
        if word in context().particles and len(parts) < MOST_PARTICLES:
            parts.append(place)
            continue
        named = word in context().surnames or word in doubtful()
        if parts:
            # "meester de wit" is a name, "meester van gym" is not; behind a name only a surname is.
            old = any(fold(tokens[part]) in OLD_PARTICLES for part in parts)
            if word not in context().subjects and (is_role or named or old):
                found.update((*parts, place))
            break
        if is_role:
            is_name = (named and not _is_verb(tokens, place)) or len(word) == 1 or token[:1].isupper()
        else:
            is_name = named and not _is_beside(tokens, place)
        if is_name and word not in no_name:
            found.add(place)
        elif token not in MARKS:
            break
    return found


def _called(tokens: list[str], following: list[int]) -> set[int]:
    """Return the word after 'heet' that may be a name; 'is', 'was' and pronouns may stand between."""
    for place in following:
        word = fold(tokens[place])
        if _is_apart(tokens, place):
            break
        if word in doubtful():
            return {place}
        if word not in (
            "is",
            "was",
            "hij",
            "zij",
            "ze",
            "he",
            "she",
            "zich",
            "zichzelf",
            "himself",
            "herself",
        ):
            break
    return set()


def _is_apart(tokens: list[str], place: int) -> bool:
    """Whether the end of a sentence, a comma or a number stands before a word."""
    before = next((t for t in reversed(tokens[:place]) if not t.isspace() and t not in _BETWEEN), ",")
    return before in _APART or before[0].isdigit()


def _written(text: str) -> str:
    """Write the placeholders out; neighbouring ones of a kind become one."""
    for mark in MARKS:
        text = re.sub(rf"{mark}(?:[\s\-'’.,_*/]*{mark})+", mark, text)
    text = re.sub(rf"(?<=[\w]){ANY_MARK}|(?<={ANY_MARK}){ANY_MARK}", lambda found: f" {found[0]}", text)
    text = re.sub(rf"{ANY_MARK}(?=\w)", lambda found: f"{found[0]} ", text)
    for mark, placeholder in MARKS.items():
        text = text.replace(mark, placeholder)
    return " ".join(text.replace("\u2013", "-").replace("@", " ").split())


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = text[: longest - 2].rsplit(" ", 1)[0]
    return f"{cut} …"
