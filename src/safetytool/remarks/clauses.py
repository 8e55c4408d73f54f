"""Cuts a remark into clauses, so that a negation, a praise or a person in one does not speak for another.

Consumes tokens; returns clauses with whoever is mentioned in them. A clause ends at punctuation and before a
conjunction or relative word ("die" and "that" before a noun are no such word); "en" between two persons
joins them. After "als" a "dan" starts the next clause; an English "said" is followed by what was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from safetytool.remarks.persons import Mention, mentions
from safetytool.remarks.rules import Rules
from safetytool.remarks.tokens import Token

_SAID = frozenset(("said", "says", "think", "thinks", "zei", "zegt"))
_FIXED = frozenset((("stel", "dat"), ("wat", "als"), ("what", "if"), ("zo", "dat")))
_STARTS = frozenset(("i", "im", "he", "she", "they", "we", "ik", "my", "mijn"))


@dataclass(frozen=True)
class Clause:
    """A part of a sentence with, as a rule, one verb."""

    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    sentence: int
    opener: str
    """The conjunction or relative word that it starts with, or ''."""
    persons: tuple[Mention, ...]


def split(tokens: Sequence[Token], rules: Rules) -> list[Clause]:
    """Return the clauses of a remark in order."""
    groups: list[tuple[int, list[Token]]] = []
    relative, sentence = set[int](), 0
    for at, token in enumerate(tokens):
        sentence += token.pause == "."
        current = groups[-1][1] if groups else []
        if not current or token.pause or _starts_clause(tokens, at, current, rules):
            groups.append((sentence, [token]))
            if at and not token.pause and tokens[at - 1].word.persons:
                relative.add(len(groups) - 1)
        else:
            current.append(token)
    return [_clause(number, group, rules, relative=i in relative) for i, (number, group) in enumerate(groups)]


def _clause(sentence: int, tokens: list[Token], rules: Rules, *, relative: bool) -> Clause:
    words = tuple(token.normal for token in tokens)
    opener = words[0] if words[0] in rules.classes["opener"] else ""
    return Clause(tuple(tokens), words, sentence, opener, tuple(mentions(tokens, rules, relative=relative)))


def _starts_clause(tokens: Sequence[Token], at: int, current: list[Token], rules: Rules) -> bool:
    word, before = tokens[at].normal, current[-1]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if (before.normal, word) in _FIXED:
        return False
    if word in ("dan", "then"):
        return current[0].normal in rules.classes["condition"] | {"stel"}
    if word == "i" and before.word.cues and len(current) > 1 and current[-2].normal in ("so", "too"):
        return True  # "I get so scared I cant talk"
    if word in _STARTS and before.normal in _SAID and len(current) > 1:
        return True
    if _follows_condition(tokens, at, current, rules):
        return True
    if word not in rules.classes["opener"]:
        return False
    if before.normal in rules.classes["joining"]:
        return word not in rules.classes["joining"] and len(current) > 1
    return after is not None and _opens(tokens, at, current, rules)


def _opens(tokens: Sequence[Token], at: int, current: list[Token], rules: Rules) -> bool:
    """Whether a word that may open a clause does."""
    word, before, after = tokens[at].normal, current[-1], tokens[at + 1]
    if word in rules.classes["condition"] | {"terwijl", "while"} and _undress(tokens[at : at + 6], rules):
        return False  # "kijkt als wij ons omkleden" is one thing
    if word in ("dat", "that") and before.normal in rules.lists["target"]:
        return False
    if word == "die" and ((after.word.persons and not before.word.persons) or before.normal == "van"):
        return False
    if word in ("en", "and"):
        return not _joins_persons(tokens, at, current, rules)
    if word == "als" and after.normal in ("laatste", "eerste", "enige", "volgende"):
        return False
    if word == "of" and _is_english_of(before, after, rules):
        return False
    return word not in ("ook", "after", "before", "since", "so")


def _follows_condition(tokens: Sequence[Token], at: int, current: list[Token], rules: Rules) -> bool:
    """Whether the main verb follows an "als" clause without a comma ("als hij schreeuwt word ik bang")."""
    if current[0].normal not in rules.classes["condition"] or len(current) < 3:
        return False
    if _undress(current, rules):
        return False
    if _turns_to_writer(tokens, at, current, rules):
        return True
    if not tokens[at].word.cues:
        return False
    if current[-1].normal in rules.lists["all"] | rules.lists["determiners"]:
        return False
    following = at + 1
    while following < len(tokens) - 1 and tokens[following].normal in rules.lists["determiners"]:
        following += 1
    if following >= len(tokens) or tokens[following].pause:
        return False
    after = tokens[following]
    return bool(after.word.persons) or rules.pronouns.get(after.normal) in (
        "he",
        "she",
        "she_or_they",
        "they",
    )


def _undress(tokens: Sequence[Token], rules: Rules) -> bool:
    return any(token.normal in rules.classes["undress"] for token in tokens)


def _turns_to_writer(tokens: Sequence[Token], at: int, current: list[Token], rules: Rules) -> bool:
    """Whether the writer is the subject from here on, after another one ("als hij roept durf ik niks")."""
    others = any(token.word.persons or token.normal in rules.pronouns for token in current[1:])
    if tokens[at].normal in ("i", "im", "we") and current[0].normal in ("when", "if", "whenever"):
        seen = any(rules.pronouns.get(token.normal) == "self" for token in current[1:])
        joined = current[-1].word.persons and not seen  # "if the teacher I like is ill"
        return others and not joined and current[-1].normal not in rules.classes["joining"]
    if at + 1 >= len(tokens) or tokens[at + 1].pause or tokens[at + 1].normal not in ("ik", "we", "wij"):
        return False
    word = tokens[at].word
    verb = bool(word.cues) or not word.classes.isdisjoint(("small", "have", "passive", "say", "receive"))
    return verb and others


def _is_english_of(before: Token, after: Token, rules: Rules) -> bool:
    """Whether "of" is the English word, not the Dutch "or"."""
    return before.normal in rules.classes["before_of"] or after.normal in rules.classes["after_of"]


def _joins_persons(tokens: Sequence[Token], at: int, current: list[Token], rules: Rules) -> bool:
    """Whether "en" stands between two persons at the start of a clause ("de juf en de kinderen")."""
    if len(current) > 3 or not current[-1].word.persons:
        return False
    following = at + 1
    while following < len(tokens) - 1 and tokens[following].normal in rules.lists["determiners"]:
        following += 1
    return bool(tokens[following].word.persons)
