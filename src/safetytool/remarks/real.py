"""Decides whether what a cue says is said to have happened.

Consumes the clauses of a remark; returns which positions of each clause no cue may start in, and whether a
cue is denied. Not real: a negation in the clause, or before "dat" in the clause before; a supposition
("stel dat", "zou"); an open "als" clause beside advice; what a lesson, film or book is about; a rule; an
idiom. A negation beside what somebody thinks of it ("niet leuk", "wil ik niet") denies nothing. "zou ...
hebben" is hearsay, not a supposition, and "als hij boos wordt" in the present is a habit.
"""

from collections.abc import Sequence

from safetytool.remarks.clauses import Clause
from safetytool.remarks.match import has_phrase, match
from safetytool.remarks.rules import Rules, Unreal


def blocked(clauses: Sequence[Clause], rules: Rules) -> list[frozenset[int]]:
    """Return for each clause the positions that no cue may take."""
    found = [_unreal(clause) for clause in clauses]
    supposed = {
        clause.sentence for clause, kinds in zip(clauses, found, strict=True) if "hypothetical" in kinds
    }
    result: list[frozenset[int]] = []
    about = False
    for clause, kinds in zip(clauses, found, strict=True):
        everywhere = frozenset(range(len(clause.words)))
        reports = not rules.classes["report"].isdisjoint(clause.words)
        joined = clause.opener in rules.classes["joining"] - {"maar", "but"}
        goes_on = about and (
            clause.opener in rules.classes["relative"] or (joined and not any(p.acts for p in clause.persons))
        )
        about = goes_on or "topics" in kinds
        if clause.sentence in supposed or about or "rules" in kinds:
            result.append(everywhere)
        else:
            result.append(kinds.get("idioms", frozenset()))
        about = about and not reports
    return result


def _unreal(clause: Clause) -> dict[Unreal, frozenset[int]]:
    kinds: dict[Unreal, frozenset[int]] = {}
    for at, token in enumerate(clause.tokens):
        for pattern in token.word.unreal:
            taken = match(pattern, clause.words, at)
            if taken and pattern.unreal:
                kinds[pattern.unreal] = kinds.get(pattern.unreal, frozenset()) | taken
    return kinds


def is_denied(clauses: Sequence[Clause], at: int, taken: frozenset[int], rules: Rules) -> bool:
    """Whether a negation denies the cue that takes these positions."""
    clause = clauses[at]
    if _negations(clause, taken, rules):
        return True
    if not at or clauses[at - 1].sentence != clause.sentence:
        return False
    before = clauses[at - 1]
    if clause.opener in rules.classes["alternative"]:
        return bool(_negations(before, frozenset(), rules))
    if clause.opener in ("en", "and") and not any(p.acts for p in clause.persons):
        return any(p.sort == "nobody" for p in before.persons)
    if clause.opener in ("dat", "that", "waarin", "waarbij", "van", "die", "who"):
        return bool(_negations(before, frozenset(), rules)) and any(
            word in rules.lists["denied"] for word in before.words
        )
    return False


def _negations(clause: Clause, taken: frozenset[int], rules: Rules) -> list[int]:
    """Return where a clause is negated, outside the cue and apart from what somebody thinks of it."""
    found = [i for i, word in enumerate(clause.words) if word in rules.classes["not"] and i not in taken]
    return [i for i in found if not _is_attitude(clause.words, i, rules)]


def _is_attitude(words: Sequence[str], at: int, rules: Rules) -> bool:
    """Whether the negation at `at` belongs to a judgement."""
    for phrase in rules.phrases["attitude"]:
        for offset, part in enumerate(phrase):
            start = at - offset
            if part == words[at] and start >= 0 and tuple(words[start : start + len(phrase)]) == phrase:
                return True
    return False


def is_supposed(clauses: Sequence[Clause], at: int, *, indefinite: bool, unknown: bool, rules: Rules) -> bool:
    """Whether the clause of a cue says what would happen, or what one can do if it does."""
    clause = clauses[at]
    sentence = [c for c in clauses if c.sentence == clause.sentence]
    conditional = clause.opener in rules.classes["condition"] - {"toen", "when"}
    if _might(clause, rules, conditional=conditional):
        return True
    if not conditional:
        return False
    if unknown and any(not rules.classes["helps"].isdisjoint(c.words) for c in sentence):
        return True
    if any(_might(c, rules, conditional=True) for c in sentence):
        return True
    advice = any(has_phrase(c.words, rules.phrases["advice"]) for c in sentence)
    return advice and (indefinite or unknown or "je" in clause.words or "you" in clause.words)


def _might(clause: Clause, rules: Rules, *, conditional: bool) -> bool:
    words = clause.words
    at = next((i for i, word in enumerate(words) if word in rules.lists["might"]), None)
    if at is None:
        return False
    if not conditional and not rules.lists["reported"].isdisjoint(words[at:]):
        return False
    return not any(match(pattern, words, at) for pattern in rules.neutral)


def is_care(clauses: Sequence[Clause], at: int, rules: Rules) -> bool:
    """Whether the sentence tells of help to somebody ill or hurt."""
    sentence = clauses[at].sentence
    return any(has_phrase(c.words, rules.phrases["cared"]) for c in clauses if c.sentence == sentence)


def is_elsewhere(clauses: Sequence[Clause], at: int, rules: Rules) -> bool:
    """Whether the sentence is about another school."""
    sentence = clauses[at].sentence
    return any(has_phrase(c.words, rules.phrases["elsewhere"]) for c in clauses if c.sentence == sentence)
