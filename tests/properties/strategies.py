"""Monitor exports made up by hypothesis: who answered what, and how a file tells it.

An export is drawn as its meaning (`Person`, `Monitor`) and only then written as a table, so that a test can
work out by itself what should be counted, and can write the same answers in another way.
"""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from safetytool.bank import load_bank
from safetytool.bank.model import Item, Language
from safetytool.codes import MISSING, WITHHELD

BANK: Final = load_bank()
TIMES: Final = int(os.environ.get("PROPERTY_TIMES", "1"))

Cells = list[list[object]]


def examples(number: int) -> settings:
    """So many inputs: always the same ones, unless PROPERTY_TIMES asks for more."""
    return settings(
        max_examples=number * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if TIMES == 1 else [])],
        suppress_health_check=list(HealthCheck),
    )


SCHOOLS: Final = ("99XA00", "12AB00", "12AB01", "03QZ00", "27DK02", "De Regenboog")
YEARS: Final = ("2022-2023", "2023-2024", "2024-2025")
WITHHELD_TEXT: Final = {
    "nl": ("Wil ik niet zeggen", "weet ik niet"),
    "en": ("Prefer not to say", "I don't know"),
}
MISSING_TEXT: Final = (None, "", "n.v.t.", "-")
GENDERS: Final = {
    "nl": {"girl": "meisje", "boy": "jongen", "other": "anders", "": None},
    "en": {"girl": "girl", "boy": "boy", "other": "other", "": None},
}
KINDS: Final = {
    "nl": {"pupil": "leerling", "staff": "medewerker", "parent": "ouder"},
    "en": {"pupil": "pupil", "staff": "staff", "parent": "parent"},
}
HEADERS: Final = {
    "nl": ("Respondentnummer", "School", "Schooljaar", "Respondenttype", "Leerjaar", "Klas", "Geslacht"),
    "en": ("Respondent number", "School", "School year", "Respondent type", "Grade", "Class", "Gender"),
}
REMARK_HEADER: Final = {"nl": "Opmerkingen", "en": "Remarks"}
REMARKS: Final = (
    "ik vind het leuk hier", "niks", "De meester zit steeds aan mij", "juf schreeuwt tegen ons; altijd",
    "Ik word gepest, elke dag", '<script>alert("x")</script>', "=2+5", "+31 6 12345678",
    "meester Jan appt mij 's avonds", "een \"mooie\" school", "Zo'n fijne klas, echt waar!",
)  # fmt: skip
CATEGORIES: Final = ("pesten", "psychisch geweld", "fysiek geweld", "discriminatie", "seksuele intimidatie")
NUMBERED: Final = (
    "{label}",
    "{number} - {label}",
    "{number}. {label}",
    "{number} = {label}",
    "{label} ({number})",
)


@dataclass(frozen=True)
class Person:
    """A respondent, by meaning. `answers`: of every question a place on its scale, WITHHELD or MISSING."""

    number: int
    school: str
    year: str
    kind: str
    grade: str
    letter: str
    gender: str
    answers: tuple[int, ...]
    remark: str | None = None

    @property
    def class_name(self) -> str:
        """The class; '' where there is none."""
        return self.grade + self.letter if self.grade else ""


@dataclass(frozen=True)
class Report:
    """A row of a confidential advisor's report."""

    school: str
    year: str
    category: str
    about: str
    count: int


@dataclass(frozen=True, repr=False)
class Monitor:
    """An export: its questions, its people, and the words it is written in."""

    items: tuple[Item, ...]
    people: tuple[Person, ...]
    language: Language = "nl"
    labels: str = "{label}"
    withheld: str = "Wil ik niet zeggen"
    missing: str | None = None
    reports: tuple[Report, ...] = ()
    invited: int = 0
    """So many more pupils are in every class than answered; 0: there is no register of schools."""

    def __repr__(self) -> str:
        """Return the export as a table: a failing one is read by people."""
        lines = ["; ".join("" if cell is None else str(cell) for cell in row) for row in self.table()]
        return "\n".join(["", *lines, f"reports={self.reports}, invited={self.invited}", ""])

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(repr(self))

    def answer(self, item: Item, place: int) -> str | None:
        """How an answer stands in the file."""
        if place in (WITHHELD, MISSING):
            return self.withheld if place == WITHHELD else self.missing
        scale = BANK.scales[item.scale]
        label = scale.labels[scale.values[place]][self.language]
        return self.labels.format(number=place + 1, label=label.capitalize())

    def row(self, person: Person) -> list[object]:
        """One respondent's cells."""
        known = [
            person.number, person.school, person.year, KINDS[self.language][person.kind],
            int(person.grade) if person.grade else None, person.class_name or None,
            GENDERS[self.language][person.gender],
        ]  # fmt: skip
        asked = zip(self.items, person.answers, strict=True)
        answers = [self.answer(i, a) if i.respondent_type == person.kind else None for i, a in asked]
        return [*known, *answers, person.remark]

    def headers(self) -> list[object]:
        """The header row; questions in the bank's own words."""
        questions = [item.wordings[self.language][0] for item in self.items]
        return [*HEADERS[self.language], *questions, REMARK_HEADER[self.language]]

    def table(self) -> Cells:
        """Header and rows."""
        return [self.headers(), *map(self.row, self.people)]

    def advisor(self) -> Cells:
        """The report of the confidential advisor."""
        rows = [[r.school, r.year, r.category, r.about, r.count] for r in self.reports]
        return [["School", "Schooljaar", "Categorie", "Over wie", "Aantal"], *rows]

    def register(self) -> Cells:
        """The register of schools: a row a class."""
        classes = Counter((p.school, p.year, p.class_name) for p in self.people if p.kind == "pupil")
        rows = [[*of_class, number + self.invited] for of_class, number in sorted(classes.items())]
        return [["School", "Schooljaar", "Klas", "Leerlingen"], *rows]

    def of(self, keep: Callable[[Person], bool]) -> "Monitor":
        """Some of the people."""
        return replace(self, people=tuple(filter(keep, self.people)))

    def changed(self, change: Callable[[Person], Person]) -> "Monitor":
        """The same people, each changed."""
        return replace(self, people=tuple(map(change, self.people)))

    def level(self, person: Person, place: int) -> int:
        """What an answer counts as: 2 grave, 1 concern, 0 none; WITHHELD or MISSING."""
        item, answer = self.items[place], person.answers[place]
        if answer < 0:
            return answer
        value = BANK.scales[item.scale].values[answer]
        reading = item.readings[item.scale]
        return 2 if value in reading.grave else int(value in reading.concern)


def quiet(item: Item) -> int:
    """The place of an answer that is no concern: the end of the scale that worries nobody."""
    values, concern = BANK.scales[item.scale].values, item.readings[item.scale].concern
    return 0 if values[0] not in concern else len(values) - 1


def worst(item: Item) -> int:
    """The place of the answer that worries most."""
    return len(BANK.scales[item.scale].values) - 1 - quiet(item)


def _items(kinds: tuple[str, ...]) -> list[Item]:
    return [item for item in BANK.items.values() if item.respondent_type in kinds]


@st.composite
def questions(draw: st.DrawFn, kinds: tuple[str, ...], most: int = 9) -> tuple[Item, ...]:
    """Some questions, at least two for each kind of respondent."""
    chosen: list[Item] = []
    for kind in kinds:
        items = _items((kind,))
        chosen += draw(st.lists(st.sampled_from(items), min_size=3, max_size=most, unique_by=lambda i: i.id))
    return tuple(draw(st.permutations(chosen)))


@st.composite
def monitors(
    draw: st.DrawFn,
    *,
    schools: int = 2,
    years: int = 1,
    kinds: tuple[tuple[str, ...], ...] = (("pupil",), ("pupil", "staff")),
    most: int = 28,
    remarks: bool = True,
) -> Monitor:
    """An export of some schools and years: most answers quiet, some at random, a few chosen by hand."""
    kinds_asked = draw(st.sampled_from(kinds))
    items = draw(questions(kinds_asked))
    names = draw(st.permutations(SCHOOLS))[: draw(st.sampled_from(range(schools, 0, -1)))]
    asked_years = YEARS[-draw(st.sampled_from(range(years, 0, -1))) :]
    every = [(grade, letter) for grade in "5678" for letter in "ABC"]
    groups = draw(st.permutations(every))[: draw(st.sampled_from([3, 2, 1]))]
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spread = draw(st.sampled_from([0.02, 0.0, 0.1, 0.4]))
    size = draw(st.sampled_from([size for size in (16, 4, 9, 28) if size <= most]))
    people: list[Person] = []
    for school in names:
        for year in asked_years:
            for grade, letter in groups:
                for _ in range(max(2, size + int(random.integers(-2, 3)))):
                    person = Person(0, school, year, "pupil", grade, letter, _gender(random), ())
                    people.append(replace(person, answers=_answers(items, random, spread)))
            for kind in kinds_asked:
                for _ in range(int(random.integers(4, 12)) if kind != "pupil" else 0):
                    person = Person(0, school, year, kind, "", "", "", ())
                    people.append(replace(person, answers=_answers(items, random, spread)))
    spots = draw(_hot_spots(len(groups), len(items)))
    people = _heated(
        people, [((names[0], asked_years[-1], *groups[g]), *spot) for g, *spot in spots], items, random
    )
    people = [replace(person, number=number) for number, person in enumerate(people, 1)]
    for index, place, answer in draw(_chosen(len(people), items)):
        given = people[index].answers
        people[index] = replace(people[index], answers=(*given[:place], answer, *given[place + 1 :]))
    if remarks:
        written = st.tuples(st.integers(0, len(people) - 1), st.sampled_from(REMARKS))
        for index, remark in draw(st.lists(written, max_size=4)):
            people[index] = replace(people[index], remark=remark)
    language = draw(st.sampled_from(["nl", "en"]))
    return Monitor(
        items=items,
        people=tuple(people),
        language=language,
        labels=draw(st.sampled_from(NUMBERED)),
        withheld=draw(st.sampled_from(WITHHELD_TEXT[language])),
        missing=draw(st.sampled_from(MISSING_TEXT)),
        reports=draw(_reports(names, asked_years)),
        invited=draw(st.sampled_from([0, 1, 20])),
    )


def _chosen(people: int, items: tuple[Item, ...]) -> st.SearchStrategy[list[tuple[int, int, int]]]:
    """Answers chosen by hand: which person, which question, which answer."""

    def of_question(place: int) -> st.SearchStrategy[tuple[int, int, int]]:
        size = len(BANK.scales[items[place].scale].values)
        answers = st.sampled_from([*reversed(range(size)), WITHHELD, MISSING])
        return st.tuples(st.integers(0, people - 1), st.just(place), answers)

    return st.lists(st.integers(0, len(items) - 1).flatmap(of_question), max_size=12)


def _reports(schools: Sequence[str], years: Sequence[str]) -> st.SearchStrategy[tuple[Report, ...]]:
    """What an advisor reported: each school, year, category and kind of person at most once."""
    rows = st.builds(
        Report,
        school=st.sampled_from(schools),
        year=st.sampled_from(years),
        category=st.sampled_from(CATEGORIES),
        about=st.sampled_from(["leerling", "personeel", "onbekend"]),
        count=st.integers(0, 4),
    )
    return st.lists(rows, max_size=4, unique_by=lambda r: (r.school, r.year, r.category, r.about)).map(tuple)


def _hot_spots(groups: int, items: int) -> st.SearchStrategy[list[tuple[int, int, float]]]:
    """Where many answer alike: a class of the first school in the last year, a question, which share."""
    return st.lists(
        st.tuples(st.integers(0, groups - 1), st.integers(0, items - 1), st.sampled_from([0.3, 0.6])),
        max_size=3,
    )


def _heated(
    people: list[Person], spots: Sequence[tuple[Any, ...]], items: tuple[Item, ...], random: Any
) -> list[Person]:
    """Give some of a class the most worrying answer to a question."""
    for where, place, share in spots:
        people = [
            replace(p, answers=(*p.answers[:place], worst(items[place]), *p.answers[place + 1 :]))
            if (p.school, p.year, p.grade, p.letter) == where and random.random() < share
            else p
            for p in people
        ]
    return people


def _gender(random: Any) -> str:
    return str(random.choice(["girl", "boy", "other", ""], p=[0.45, 0.45, 0.02, 0.08]))


def _answers(items: tuple[Item, ...], random: Any, spread: float) -> tuple[int, ...]:
    answers = []
    for item in items:
        size = len(BANK.scales[item.scale].values)
        other = int(random.choice([*range(size), WITHHELD, MISSING]))
        answers.append(other if random.random() < spread else quiet(item))
    return tuple(answers)
