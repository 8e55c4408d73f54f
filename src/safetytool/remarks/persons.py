"""Finds who is mentioned in a clause: nouns for persons, pronouns, and what may be a name.

Consumes tokens; returns mentions in order, each with the preposition before it, because whoever stands
after a preposition is not the one who acts. A determiner is skipped between the two; a name after a title
belongs to the title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from safetytool.remarks.match import term_at
from safetytool.remarks.rules import Gender, PersonTerm, Rules, Standing
from safetytool.remarks.tokens import Token

Sort = Literal[
    "noun", "he", "she", "she_or_they", "they", "that", "him", "her", "them", "self", "nobody", "name"
]
SUBJECTS: frozenset[Sort] = frozenset(
    ("noun", "he", "she", "she_or_they", "they", "that", "self", "nobody", "name")
)
_PLACES = frozenset(("klas", "mijn klas", "de klas", "my class", "the class", "my year"))
_OF_A_PLACE = frozenset(("in", "uit", "van", "voor", "to", "of", "at", "from", "on"))


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody in a clause, by the positions of the first and last word."""

    first: int
    last: int
    sort: Sort
    standing: Standing = "other"
    gender: Gender = "either"
    preposition: str = ""
    indefinite: bool = False

    @property
    def acts(self) -> bool:
        """May be the subject of its clause."""
        return not self.preposition and self.sort in SUBJECTS


def mentions(tokens: Sequence[Token], rules: Rules, *, relative: bool) -> list[Mention]:
    """Return everybody who is mentioned in a clause; `relative` if its first word follows a person."""
    words = [token.normal for token in tokens]
    found: list[Mention] = []
    position = 0
    while position < len(words):
        who = position == 0 and relative and words[0] in ("die", "who")
        mention = _noun(tokens, words, position, rules) or _pronoun(tokens, words, position, rules, who=who)
        if mention and not _is_place(mention, words):
            found.append(mention)
        position = mention.last + 1 if mention else position + 1
    return found


def _is_place(mention: Mention, words: Sequence[str]) -> bool:
    """Whether "klas" says where, not who."""
    text = " ".join(words[mention.first : mention.last + 1])
    after = words[mention.last + 1] if mention.last + 1 < len(words) else ""
    return text in _PLACES and (mention.preposition in _OF_A_PLACE or after in ("uit", "in", "rond"))


def _noun(tokens: Sequence[Token], words: Sequence[str], start: int, rules: Rules) -> Mention | None:
    best: tuple[int, int, PersonTerm] | None = None
    for entry in tokens[start].word.persons:
        taken = term_at(entry.terms[0], words, start)
        if taken and (best is None or (len(taken), _exactness(entry)) > best[:2]):
            best = (len(taken), _exactness(entry), entry)
    if best is None:
        return None
    length, _, entry = best
    last = _with_name(tokens, start + length - 1, rules)
    preposition, indefinite = _before(words, start, rules)
    return Mention(
        start, last, "noun", entry.standing, entry.gender, preposition, indefinite or words[start] == "iemand"
    )


def _exactness(entry: PersonTerm) -> int:
    """Whole words before endings; of endings, the longest."""
    first = entry.terms[0][0]
    return 100 if first.words else max(len(part) for part in (*first.prefixes, *first.suffixes))


def _with_name(tokens: Sequence[Token], last: int, rules: Rules) -> int:
    """Return the last word of a title with the name that follows."""
    if tokens[last].normal not in rules.lists["titles"]:
        return last
    end = last
    for position in range(last + 1, min(len(tokens), last + 5)):
        token = tokens[position]
        if (token.pause and token.pause != ".") or (token.pause == "." and position > last + 1):
            break
        if token.capital and not token.word.cues:
            end = position
        elif token.normal not in rules.lists["particles"]:
            break
    return end


def _before(words: Sequence[str], start: int, rules: Rules) -> tuple[str, bool]:
    """Return the preposition before a noun, and whether the noun is indefinite."""
    indefinite = False
    for position in range(start - 1, max(-1, start - 5), -1):
        word = words[position]
        if word in rules.lists["determiners"]:
            indefinite = indefinite or word in rules.lists["indefinite"]
            continue
        if word == "of" and position == 0:  # "or", or "whether"
            return "", indefinite
        taken = word in rules.lists["agent"] | rules.lists["target"] | rules.lists["all"]
        return (word if taken else ""), indefinite
    return "", indefinite


def _pronoun(
    tokens: Sequence[Token], words: Sequence[str], at: int, rules: Rules, *, who: bool
) -> Mention | None:
    word = words[at]
    kind = rules.pronouns.get(word)
    if kind is None:
        return _name(tokens, at, rules)
    before = words[at - 1] if at else ""
    preposition = before if before in rules.lists["all"] else ""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if kind == "one" or (word in ("haar", "her", "hun") and following and _is_noun(following, rules)):
        return None
    if word in ("die", "who") and not who and (at > 1 or (following and following.word.persons)):
        return None
    sorts: dict[str, Sort] = {
        "he": "he", "she": "she", "she_or_they": "she_or_they", "they": "they", "that": "that",
        "him": "him", "them": "them", "self": "self", "nobody": "nobody",
    }  # fmt: skip
    sort: Sort | None = "her" if word in ("haar", "her") else sorts.get(kind)
    return Mention(at, at, sort, preposition=preposition) if sort else None


def _is_noun(token: Token, rules: Rules) -> bool:
    """Whether "haar" before this word is "her" of something."""
    word = token.word
    if token.pause:
        return False
    if word.persons or not word.known:
        return True
    return (
        not word.classes & {"small", "not", "passive", "have", "opener"}
        and not word.cues
        and (word.normal not in rules.lists["all"])
    )


def _name(tokens: Sequence[Token], at: int, rules: Rules) -> Mention | None:
    """Take for a name what has a capital within a sentence, or starts one and is in no list."""
    token = tokens[at]
    if token.word.known or len(token.normal) < 2 or not token.normal.isalpha():
        return None
    opens = at == 0 or (at == 1 and tokens[0].normal in rules.classes["opener"] - rules.classes["joining"])
    if not token.capital and not opens:
        return None
    if at + 1 < len(tokens) or token.capital:
        return Mention(at, at, "name")
    return None
