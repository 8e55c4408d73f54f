"""Decides who does what a cue says: the part that must never guess.

Consumes the clauses of a remark and where the head of a cue stands; returns the persons meant, `unknown`
where that is not certain, and nothing at all where it is the writer, or nobody.

- The subject of the clause acts. In Dutch the subject comes before the object, whatever the order of verb
  and subject, so it is the first person without a preposition; in English the last one before the verb.
- A clause that starts with "en", "maar" or a pause and has no subject takes that of the clause before.
- In a passive sentence, and of a noun, the one after "door" acts ("van" after a noun and after "krijgen").
- A pronoun stands for the persons of fitting gender and number before it. If they are not all of one kind,
  it stands for nobody. Whoever was told something is no such person.
- A word in no list where a subject is expected is taken for a name, and a name for nobody known.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safetytool.codes import Who
from safetytool.remarks.clauses import Clause
from safetytool.remarks.match import has_phrase
from safetytool.remarks.persons import Mention
from safetytool.remarks.rules import Language, Rules

Whos = frozenset[Who]
UNKNOWN: Whos = frozenset(("unknown",))
HOME: Whos = frozenset(("home",))
NOBODY: Whos = frozenset()
_PARTICIPLE = re.compile(
    r"^(?:\w{2,7})?ge\w+(?:t|d|en)$|^(?:be|ver|ont|mis|intim|discr)\w+(?:t|d|en)$|^aan\w+d$"
)
_NO_PARTICIPLE = frozenset(
    (
        "verliefd", "geeft", "geven", "gelooft", "geloven", "gebeurt",
        "begluurt", "begint", "vernedert", "beledigen", "vernederen",
    )
)  # fmt: skip
_SINGULAR = frozenset(
    (
        "is", "was", "heeft", "had", "deed", "doet", "zei", "kan", "wil", "mag", "moet", "gaat",
        "ging", "kwam", "komt", "keek", "riep", "gaf", "sloeg",
    )
)  # fmt: skip
_AUXILIARIES = ("have", "passive", "small", "light", "say", "tell", "receive")
_ENGLISH_PARTICIPLE = re.compile(
    r"ed$|^(?:hit|beaten|thrown|shaken|made|told|given|sent|shouted|put|called)$"
)


@dataclass(frozen=True)
class Remark:
    """The clauses of a remark, and the rules."""

    clauses: Sequence[Clause]
    rules: Rules

    def has(self, clause: Clause, name: str) -> bool:
        """Whether a word of a class stands in a clause."""
        return not self.rules.classes[name].isdisjoint(clause.words)

    # --- the subject -------------------------------------------------------------------------------

    def subject(self, at: int, head: int, language: Language) -> list[Mention] | None:
        """Return the subject of the verb at `head` with those joined to it, or None; see the module."""
        clause = self.clauses[at]
        acting = [p for p in clause.persons if p.acts and p.first != head]
        found = _english(acting, head) if language == "en" else self._dutch(clause, acting, head)
        if found:
            return self._joined(clause, found)
        return None

    def _dutch(self, clause: Clause, acting: list[Mention], head: int) -> Mention | None:
        following = next((p for p in acting if p.first > head), None)
        near = following is not None and all(
            word in self.rules.classes["small"] or word in self.rules.lists["determiners"]
            for word in clause.words[head + 1 : following.first]
        )
        if near and clause.opener in self.rules.classes["condition"]:
            return following
        if clause.opener in self.rules.classes["joining"] and head == 1:
            return None  # "en lacht kinderen uit": the subject stands in the clause before
        first = acting[0] if acting else None
        if first is None or len(acting) == 1:
            return first
        if first.sort == "name" and near and first.last == head - 1 and self.has(clause, "me"):
            return following
        if first.sort == "self":
            others = [p for p in acting[1:] if p.sort != "self"]
            sees = any(word in self.rules.classes["see"] for word in clause.words[:head])
            adjacent = near or any(p.last == head - 1 for p in others)
            third = clause.words[head].endswith("t") and not _PARTICIPLE.search(clause.words[head])
            if others and (sees or (adjacent and third)):
                return others[0]
        return first

    def _joined(self, clause: Clause, first: Mention) -> list[Mention]:
        """Add who is joined to the subject by "en"."""
        group = [first]
        for person in clause.persons:
            between = clause.words[group[-1].last + 1 : person.first]
            if person.first > group[-1].last and between and between[0] in ("en", "and") and len(between) < 4:
                group.append(person)
        return group

    def subject_or_earlier(self, at: int, head: int, language: Language) -> tuple[int, list[Mention]] | None:
        """Return the subject and the clause it stands in, that of an earlier clause where this has none."""
        own = self.subject(at, head, language)
        if own:
            return at, own
        clause = self.clauses[at]
        if clause.opener and clause.opener not in self.rules.classes["joining"]:
            return None
        for earlier in range(at - 1, -1, -1):
            before = self.clauses[earlier]
            if before.sentence != clause.sentence:
                return None
            acting = [p for p in before.persons if p.acts]
            if before.opener in ("die", "who", "which", "waar", "where") and earlier:
                continue
            third = clause.words[head].endswith("t") and not is_participle(clause.words[head])
            if acting and before.opener and earlier and third and acting[0].sort == "self":
                continue  # "de meester wil dat ik bel en stuurt berichten"
            if acting:
                return earlier, self._joined(before, acting[0])
        return None

    # --- pronouns ----------------------------------------------------------------------------------

    def stands_for(self, at: int, person: Mention, *, told: bool = False) -> Whos:
        """Return whom a mention means."""
        if person.sort == "noun":
            return _who_of(person)
        if person.sort in ("name", "self", "nobody"):
            return UNKNOWN
        if person.sort == "that" and at:
            return self._antecedent(at, told=told)
        number = self._number(at, person)
        if number == "plural":
            return self._several(at, person, told=told)
        fitting = [p for _, p in self._earlier(at, person, told=told) if _fits(person, p)]
        if number == "singular":
            fitting = [p for p in fitting if p.gender != "plural"]
        if not fitting:
            fitting = self._explained(at)
        whos = {who for p in fitting for who in _who_of(p)}
        return frozenset(whos) if len(whos) == 1 else UNKNOWN

    def _number(self, at: int, person: Mention) -> str:
        """Return what the verb beside "ze" says: 'plural' ("slaan ze"), 'singular' ("ze doet"), or ''."""
        if person.sort != "she_or_they":
            return ""
        tokens = self.clauses[at].tokens
        beside = tokens[max(0, person.first - 1) : person.first] + tokens[person.last + 1 : person.last + 2]
        for token in beside:
            word = token.word
            verb = bool(word.cues) or not word.classes.isdisjoint(_AUXILIARIES)
            if not verb or word.persons or "not" in word.classes or is_participle(word.normal):
                continue
            if word.normal.endswith(("en", "aan", "doen", "zien")):
                return "plural"
            if word.normal in _SINGULAR or (word.normal.endswith("t") and "small" not in word.classes):
                return "singular"
        return ""

    def _several(self, at: int, person: Mention, *, told: bool) -> Whos:
        """Return whom a plural "ze" stands for: a plural noun, or those joined by "en"."""
        earlier = self._earlier(at, person, told=told)
        groups = [self._joined(self.clauses[where], p) for where, p in earlier]
        fitting = [p for group in groups if len(group) > 1 or group[0].gender == "plural" for p in group]
        fitting += [p for _, p in earlier if p.sort == "name"]
        whos = {who for p in fitting or self._explained(at) for who in _who_of(p)}
        return frozenset(whos) if len(whos) == 1 else UNKNOWN

    def _earlier(self, at: int, person: Mention, *, told: bool) -> list[tuple[int, Mention]]:
        """Return nouns and names before a pronoun; not those of its own clause for "hem" and "haar"."""
        found = []
        for where, clause in enumerate(self.clauses[: at + 1]):
            for p in clause.persons:
                if p.sort not in ("noun", "name") or p.standing == "school":
                    continue
                if where == at and (p.first >= person.first or person.sort in ("him", "her", "them")):
                    continue
                if told or not self._was_told_by_writer(clause, p):
                    found.append((where, p))
        return found

    def _was_told_by_writer(self, clause: Clause, person: Mention) -> bool:
        writer = any(p.sort == "self" for p in clause.persons)
        by_word = person.preposition in self.rules.lists["hearer"]
        told = not self.rules.classes["tell"].isdisjoint(clause.words)
        english = person.first and clause.words[max(0, person.first - 2)] in ("told", "tell")
        return writer and told and (by_word or bool(english))

    def _antecedent(self, at: int, *, told: bool) -> Whos:
        """Return whom "die" stands for: the person just before it, if that leaves no doubt."""
        before = self.clauses[at - 1]
        nouns = [p for p in before.persons if p.sort in ("noun", "name")]
        if not nouns:
            return UNKNOWN
        last = nouns[-1]
        if not told and self.clauses[at].opener in ("en", "maar") and self._was_told_by_writer(before, last):
            return UNKNOWN
        whos = set(_who_of(last))
        if len(nouns) > 1 and last.preposition and last.first - nouns[-2].last <= 4:
            whos |= _who_of(nouns[-2])
        return frozenset(whos) if len(whos) == 1 else UNKNOWN

    def _explained(self, at: int) -> list[Mention]:
        """Return who is named afterwards ("hij zit aan me, de meester bedoel ik")."""
        named = self._named_last(self.clauses[at])
        if named or at + 1 >= len(self.clauses):
            return named
        clause = self.clauses[at + 1]
        nouns = [p for p in clause.persons if p.sort == "noun" and not p.preposition]
        rest = clause.words[nouns[0].last + 1 :] if nouns else ()
        alone = len(nouns) == 1 and nouns[0].first <= 1
        alone = alone and (not rest or (rest[0] in ("van", "uit", "from", "of") and len(rest) < 4))
        meant = bool(nouns) and not {"bedoel", "bedoelde", "mean", "meant"}.isdisjoint(clause.words)
        return nouns[:1] if alone or meant else []

    def _named_last(self, clause: Clause) -> list[Mention]:
        """Return who is named at the end of the clause itself ("hij slaat ons die meester")."""
        last = clause.persons[-1] if clause.persons else None
        if last is None or last.sort != "noun" or last.preposition or last.last != len(clause.words) - 1:
            return []
        victims = self.rules.classes["me"]
        pointed = clause.words[last.first - 1] in ("die", "onze", "that", "our") or last.last > last.first
        between = clause.words[: last.first]
        return [last] if last.first > 2 and pointed and not victims.isdisjoint(between) else []

    # --- others ------------------------------------------------------------------------------------

    def after(self, at: int, prepositions: str, head: int | None = None) -> Mention | None:
        """Return the person after one of these prepositions, after the head where one is given."""
        for p in self.clauses[at].persons:
            fits = p.preposition in self.rules.lists[prepositions] and p.sort not in ("self", "nobody")
            if fits and (head is None or p.first > head) and p.standing != "school":
                return p
        return None

    def is_unwanted(self, at: int) -> bool:
        """Whether the writer says here, just before or just after that it was not welcome."""
        beside = self.clauses[max(0, at - 2) : at + 3]
        return any(has_phrase(clause.words, self.rules.phrases["unwanted"]) for clause in beside)

    def at_home(self, at: int) -> bool:
        """Whether it happens at home: "thuis", not "bij meester thuis" or "komt thuis"."""
        words = self.clauses[at].words
        if "home" in words:
            return words[words.index("home") - 1] == "at" and words.index("home") > 0
        return "thuis" in words and {"bij", "naar", "komt", "kwam", "kom", "uit"}.isdisjoint(words)

    def is_passive(self, at: int, taken: Iterable[int], language: Language) -> bool:
        """Whether a cue holds a passive verb."""
        return any(self._is_passive(at, position, language) for position in taken)

    def _is_passive(self, at: int, head: int, language: Language) -> bool:
        """Whether the verb at `head` is passive: the nearest auxiliary decides."""
        words, classes = self.clauses[at].words, self.rules.classes
        if language == "en":
            if words[head] in classes["undress"] or not _ENGLISH_PARTICIPLE.search(words[head]):
                return False
            near = words[max(0, head - 3) : head]
            return any(w in classes["passive"] or w in ("is", "was") for w in near)
        if not is_participle(words[head]):
            return False
        helpers = classes["passive"] | classes["have"]
        helping = [i for i, w in enumerate(words) if i != head and w in helpers]
        helping = [i for i in helping if not (words[i] == "zijn" and self._is_his(words, i))]
        nearest = min(helping, key=lambda i: abs(i - head), default=None)
        return nearest is not None and words[nearest] in classes["passive"]

    def _is_his(self, words: Sequence[str], at: int) -> bool:
        """Whether "zijn" is "his": after a preposition."""
        return at > 0 and words[at - 1] in self.rules.lists["all"]

    def told_person(self, at: int) -> Whos:
        """Return who was told, in this sentence or the one before it; unknown where nobody is named."""
        for clause in reversed(self.clauses[: at + 1]):
            knowing = [p for p in clause.persons if p.acts and p.sort == "noun"]
            if knowing and not self.rules.classes["knew"].isdisjoint(clause.words):
                return _who_of(knowing[0])
            if self.rules.classes["tell"].isdisjoint(clause.words):
                continue
            for p in clause.persons:
                direct = clause.words[max(0, p.first - 2) : p.first]
                if p.sort == "noun" and (
                    p.preposition in self.rules.lists["hearer"] or {"told", "tell", "asked"} & set(direct)
                ):
                    return _who_of(p)
        return UNKNOWN


def is_participle(word: str) -> bool:
    """Whether a Dutch word may be a past participle."""
    return word not in _NO_PARTICIPLE and bool(_PARTICIPLE.search(word))


def _english(acting: list[Mention], head: int) -> Mention | None:
    before = [p for p in acting if p.last < head]
    return before[-1] if before else None


def _who_of(person: Mention) -> Whos:
    if person.standing in ("adult", "pupil", "home"):
        return frozenset((person.standing,))
    return UNKNOWN


def _fits(pronoun: Mention, person: Mention) -> bool:
    """Whether gender and number agree."""
    plural = person.gender == "plural"
    if person.sort == "name":
        return True
    match pronoun.sort:
        case "he" | "him":
            return person.gender in ("male", "either")
        case "she" | "her":
            return person.gender in ("female", "either")
        case "she_or_they":
            return person.gender != "male"
        case "them":
            return plural
        case _:
            return plural or person.gender == "either"
