"""Finds the one who does it, for each kind of cue.

Consumes a cue in its clause; returns who does it, `unknown` where nobody is certain, and nothing where it is
no cue at all: done by the writer, by nobody, or to nobody. The kinds are described in data/cues_nl.toml.
Of `not_helped` the one who did not help is meant: who did nothing, or who was told and after that nothing
happened. Pupils who do not listen are no cue. Of fear the one feared is meant, never the one who is afraid.
"""

from safetytool.remarks.persons import Mention
from safetytool.remarks.rules import Pattern
from safetytool.remarks.who import HOME, NOBODY, UNKNOWN, Remark, Whos, is_participle

_NOUN_AFTER = frozenset(["van", "over", "het", "tegen", "en", "bij", "met", "of", "about"])
_AT_SCHOOL = "_school"
_GOES_ON = ("dat", "that", "en", "and", "waar", "terwijl", "of", "")
_SOMEBODY = ("he", "she", "him", "her")
_RECEIVED = "receive"
_SHOWN = frozenset(("film", "boek", "verhaal", "serie", "game", "spel", "movie", "book", "story"))
_MEETS = frozenset(("moet", "kom", "komen", "les", "ga", "zit", "heb", "have", "go", "lesson", "class", "am"))


def doers(remark: Remark, at: int, head: int, pattern: Pattern, taken: frozenset[int]) -> Whos:
    """Return who does what a cue says; nothing where it is no cue."""
    kind = pattern.kind or ""
    if kind == "unwanted":
        if not remark.is_unwanted(at):
            return NOBODY
        kind = "act_school"
    found = _by_kind(kind.removesuffix(_AT_SCHOOL), remark, at, head, pattern, taken)
    if not kind.endswith(_AT_SCHOOL) or found <= {"adult"}:
        return found
    certain = any(person.sort in _SOMEBODY for person in remark.clauses[at].persons)
    return UNKNOWN if found == UNKNOWN and certain else found & {"adult"}


def _by_kind(kind: str, remark: Remark, at: int, head: int, pattern: Pattern, taken: frozenset[int]) -> Whos:
    match kind:
        case "noun":
            return _of_noun(remark, at, head, pattern)
        case "said":
            return _speaker(remark, at, head, pattern)
        case "about":
            return _described(remark, at)
        case "fear" | "fear_of":
            return _feared(remark, at, head, pattern)
        case "with":
            return _in_contact(remark, at, head, pattern)
        case "body":
            return _of_the_body(remark, at, head)
        case "deaf":
            return _deaf(remark, at, head, pattern)
        case _:
            return _actor(remark, at, head, pattern, taken)


def _all(remark: Remark, at: int, group: list[Mention]) -> Whos:
    whos = frozenset(who for person in group for who in remark.stands_for(at, person))
    return whos - UNKNOWN or UNKNOWN


def _nowhere(remark: Remark, at: int) -> Whos:
    return HOME if remark.at_home(at) else UNKNOWN


def _actor(remark: Remark, at: int, head: int, pattern: Pattern, taken: frozenset[int]) -> Whos:
    clause, language = remark.clauses[at], pattern.language
    agent = remark.after(at, "agent")
    passive = remark.is_passive(at, taken, language)
    as_noun = _is_infinitive_as_noun(remark, at, head)
    if not passive and _shares_participle(remark, at, head):
        passive, agent = True, agent or remark.after(at - 1, "agent")
    if agent and (passive or as_noun or not any(p.acts and p.sort != "self" for p in clause.persons)):
        return remark.stands_for(at, agent)
    if passive:
        return _nowhere(remark, at)
    if as_noun:
        source = remark.after(at, "source", head)
        return remark.stands_for(at, source) if source else NOBODY
    found = remark.subject_or_earlier(at, head, language)
    if _receives(remark, at, found):
        source = remark.after(at, "source") or agent
        return remark.stands_for(at, source) if source else _nowhere(remark, at)
    if agent and not found:
        return remark.stands_for(at, agent)
    if found is None:
        return _nowhere(remark, at) if pattern.kind == "is" or _has_victim(remark, at) else NOBODY
    where, group = found
    if any(person.sort in ("self", "nobody") for person in group):
        return NOBODY
    whos = _all(remark, where, group)
    if whos != UNKNOWN or pattern.kind == "is" or group[0].sort not in ("name",):
        return whos if whos != UNKNOWN or not remark.at_home(at) else HOME
    return UNKNOWN if _has_victim(remark, at) else NOBODY


def _is_infinitive_as_noun(remark: Remark, at: int, head: int) -> bool:
    """Whether the head is a thing ("schreeuwen door", "pesten komt voor")."""
    words = remark.clauses[at].words
    if not words[head].endswith("en"):
        return False
    if head:
        return words[head - 1] in _NOUN_AFTER
    after = words[1] if len(words) > 1 else ""
    return after not in remark.rules.classes["somebody"] and not any(
        p.first == 1 for p in remark.clauses[at].persons
    )


def _shares_participle(remark: Remark, at: int, head: int) -> bool:
    """Whether a second participle goes with the passive sentence before ("wordt geslagen en geduwd")."""
    clause = remark.clauses[at]
    if not at or clause.opener not in remark.rules.classes["joining"] or any(p.acts for p in clause.persons):
        return False
    alone = not remark.has(clause, "have") and not remark.has(clause, "passive")
    before = remark.clauses[at - 1]
    return (
        alone
        and before.sentence == clause.sentence
        and is_participle(clause.words[head])
        and remark.has(before, "passive")
    )


def _receives(remark: Remark, at: int, found: tuple[int, list[Mention]] | None) -> bool:
    """Whether the clause says what somebody gets; a pupil who gets something does not do it."""
    words = remark.clauses[at].words
    return not remark.rules.classes[_RECEIVED].isdisjoint(words) and (
        found is None
        or remark.after(at, "source") is not None
        or found[1][0].sort == "self"
        or found[1][0].standing == "pupil"
    )


def _has_victim(remark: Remark, at: int) -> bool:
    words = remark.clauses[at].words
    return any(word in remark.rules.classes["victim"] for word in words) or "er" in words or len(words) < 3


def _of_noun(remark: Remark, at: int, head: int, pattern: Pattern) -> Whos:
    clause = remark.clauses[at]
    person = remark.after(at, "agent") or remark.after(at, "source", head)
    if person:
        return remark.stands_for(at, person)
    if remark.has(clause, "report") or not remark.has(clause, "light"):
        return _nowhere(remark, at)
    earlier = remark.subject_or_earlier(at, head, pattern.language)
    where, found = earlier or (at, [])
    if not found or _receives(remark, at, (at, found)) or remark.is_passive(at, (_light(remark, at),), "nl"):
        return UNKNOWN
    return NOBODY if found[0].sort in ("self", "nobody") else _all(remark, where, found)


def _light(remark: Remark, at: int) -> int:
    words = remark.clauses[at].words
    return next(i for i, word in enumerate(words) if word in remark.rules.classes["light"])


def _speaker(remark: Remark, at: int, head: int, pattern: Pattern) -> Whos:
    """Return who says it, in this clause or the one before."""
    for where in _told_in(remark, at):
        clause = remark.clauses[where]
        for position, word in enumerate(clause.words):
            if word not in remark.rules.classes["say"] or (where == at and position == head):
                continue
            found = remark.subject_or_earlier(where, position, pattern.language)
            if not found or any(p.sort in ("self", "nobody") for p in found[1]):
                return NOBODY
            whos = _all(remark, *found)
            if where < at and "adult" not in whos and _of_an_adult(remark, at, head, pattern):
                return NOBODY
            return NOBODY if pattern.theme == "not_helped" and whos == {"pupil"} else whos
    return NOBODY


def _told_in(remark: Remark, at: int) -> list[int]:
    """Return the clauses in which it may stand who says it: this one, and back over what is said too."""
    clauses, found = remark.clauses, [at]
    said = False
    while found[-1] > 0 and clauses[found[-1] - 1].sentence == clauses[at].sentence:
        opener = clauses[found[-1]].opener
        said = said or opener in ("dat", "that", "of", "if")
        if len(found) > 1 and not (said and opener in _GOES_ON):
            break
        found.append(found[-1] - 1)
    return found


def _of_an_adult(remark: Remark, at: int, head: int, pattern: Pattern) -> bool:
    """Whether what is told is what an adult did, so that the one who tells it does not do it."""
    told = remark.subject(at, head, pattern.language)
    return bool(told) and told is not None and told[0].standing == "adult"


def _in_contact(remark: Remark, at: int, head: int, pattern: Pattern) -> Whos:
    """Return who has contact: the adult of two, the other one, or who said so in the clause before."""
    found = remark.subject(at, head, pattern.language) or []
    people = [p for p in remark.clauses[at].persons if p.preposition in remark.rules.lists["contact"]]
    whos = frozenset(
        who
        for person in (*found, *people)
        if person.sort not in ("self", "nobody") and person.standing != "school"
        for who in remark.stands_for(at, person)
    )
    if "adult" in whos:
        return frozenset(("adult",))
    if whos or not at or remark.clauses[at - 1].sentence != remark.clauses[at].sentence:
        return whos or UNKNOWN
    beside = [p for p in remark.clauses[at - 1].persons if p.preposition in remark.rules.lists["contact"]]
    named = frozenset(who for p in beside for who in remark.stands_for(at - 1, p)) - UNKNOWN
    return _speaker(remark, at - 1, -1, pattern) or (named if len(named) == 1 else UNKNOWN)


def _of_the_body(remark: Remark, at: int, head: int) -> Whos:
    """Return the adult at school who does anything about an intimate part of somebody else."""
    clause, rules = remark.clauses[at], remark.rules
    before = [word for word in clause.words[max(0, head - 2) : head] if word not in rules.lists["all"]]
    if not before or before[-1] in rules.classes["own"]:
        return NOBODY
    whose = rules.classes["me"] | rules.classes["somebody"] | {"hun", "onze", "our", "their"}
    if whose.isdisjoint(before) and whose.isdisjoint(clause.words):
        return NOBODY
    found = remark.subject_or_earlier(at, head, "nl")
    if found and found[1][0].sort not in ("self", "nobody"):
        return _all(remark, *found) & {"adult"}
    people = [p for p in clause.persons if p.preposition in rules.lists["contact"]]
    return frozenset(who for p in people for who in remark.stands_for(at, p)) & {"adult"}


def _described(remark: Remark, at: int) -> Whos:
    """Return of whom it is said ("ik vind de leraar eng"); nothing where it is said of no person."""
    people = [p for p in remark.clauses[at].persons if p.acts and p.sort not in ("self", "nobody", "name")]
    if at and people and people[0].sort == "that" and not _SHOWN.isdisjoint(remark.clauses[at - 1].words):
        return NOBODY  # "een film met de juf en die was eng"
    whos = remark.stands_for(at, people[0]) if people else NOBODY
    return whos if whos != UNKNOWN else NOBODY


def _deaf(remark: Remark, at: int, head: int, pattern: Pattern) -> Whos:
    clause = remark.clauses[at]
    found = remark.subject(at, head, pattern.language)
    if remark.is_passive(at, (head,), pattern.language):
        agent = remark.after(at, "agent")
        return remark.stands_for(at, agent) if agent else remark.told_person(at)
    where = at
    if not found and {"er", "daar", "nothing", "niks", "niets", "geen"}.isdisjoint(clause.words[: head + 1]):
        earlier = remark.subject_or_earlier(at, head, pattern.language)
        where, found = earlier or (at, None)
    if not found or found[0].sort == "nobody":
        return remark.told_person(at)
    person = found[0]
    if person.sort == "self":
        heard = {"gehoord", "heard", "gedaan", "gebeurt", "resultaat", "gevolg", "effect"} & set(clause.words)
        return remark.told_person(at) if heard else NOBODY
    if person.standing == "school":
        return frozenset(("adult",))
    whos = remark.stands_for(where, person, told=True)
    return NOBODY if whos == {"pupil"} else whos


# --- fear -------------------------------------------------------------------------------------------


def _feared(remark: Remark, at: int, head: int, pattern: Pattern) -> Whos:
    clause, rules = remark.clauses[at], remark.rules
    person = _target(remark, at, head)
    if person:
        return remark.stands_for(at, person)
    if _of_a_thing(remark, at, head):
        return NOBODY
    beside = _beside(remark, at)
    if beside is not None:
        return beside
    afraid = remark.subject(at, head, pattern.language)
    if afraid and remark.stands_for(at, afraid[0]) == {"adult"}:
        return NOBODY
    if pattern.kind == "fear_of" or clause.opener in rules.classes["condition"]:
        return NOBODY
    return _nowhere(remark, at)


def _target(remark: Remark, at: int, head: int) -> Mention | None:
    clause, rules = remark.clauses[at], remark.rules
    asks = not {"vragen", "vraag", "ask"}.isdisjoint(clause.words)
    people = [p for p in clause.persons if p.sort not in ("self", "nobody") and p.standing != "school"]
    for p in sorted(people, key=lambda p: (p.first < head, p.first)):
        tells = not asks and not {"zeggen", "vertellen", "tell", "say"}.isdisjoint(clause.words)
        if p.preposition in rules.lists["target"] and not (tells and p.preposition in rules.lists["hearer"]):
            return p
        if asks and (p.preposition == "aan" or clause.words[max(0, p.first - 2)] == "ask"):
            return p
    return None


def _of_a_thing(remark: Remark, at: int, head: int) -> bool:
    """Whether it is fear of something that is nobody ("bang voor spinnen")."""
    words = remark.clauses[at].words
    prepositions = [
        i for i in range(head + 1, min(len(words), head + 3)) if words[i] in ("voor", "of", "van")
    ]
    if not prepositions:
        return False
    rest = [w for w in words[prepositions[0] + 1 :] if w not in remark.rules.lists["determiners"]]
    return bool(rest) and rest[0] not in remark.rules.classes["place"]


def _beside(remark: Remark, at: int) -> Whos | None:
    """Return who is feared by the clause beside it ("als de meester boos wordt"); None where none says so."""
    clauses, rules = remark.clauses, remark.rules
    openers = rules.classes["condition"] | {"dat", "omdat", "want", "because", "that"}
    for where in (at + 1, at - 1, at - 2):
        if not 0 <= where < len(clauses) or clauses[where].sentence != clauses[at].sentence:
            continue
        clause = clauses[where]
        if clause.opener not in openers or (where < at and clause.opener not in rules.classes["condition"]):
            continue
        acting = [p for p in clause.persons if p.acts and p.standing != "school"]
        if acting and acting[0].sort == "self" and clause.opener in ("dat", "that"):
            return NOBODY
        person = acting[0] if acting else None
        if person and person.sort == "self":
            person = _met(remark, where)
        if person and person.sort != "nobody":
            away = not rules.classes["away"].isdisjoint(clause.words)
            return _nowhere(remark, at) if away else remark.stands_for(where, person)
    return None


def _met(remark: Remark, at: int) -> Mention | None:
    """Return whom the writer sees or goes to ("als ik bij de meester moet komen")."""
    clause, classes = remark.clauses[at], remark.rules.classes
    if remark.has(clause, "tell"):
        return None
    for person in clause.persons:
        if person.sort != "noun" or person.standing == "school":
            continue
        if person.preposition in ("bij", "van", "to", "with", "naar", "from"):
            meets = not _MEETS.isdisjoint(clause.words)
        else:
            meets = not person.preposition and not classes["see"].isdisjoint(clause.words)
        if meets:
            return person
    return None
