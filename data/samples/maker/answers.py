"""Draws the answers: rare concerns that differ between schools, classes and pupils, and the planted ones.

Only `Generator.random` is used, whose stream NumPy keeps the same from release to release.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from maker.plan import Planted, Questionnaire, School

SEED = 20250404
WITHHELD, MISSING = -2, -1

# Standard deviations, on the logit scale, between schools, classes of a school, and pupils of a class.
SCHOOL_SPREAD, CLASS_SPREAD, PUPIL_SPREAD = 0.12, 0.15, 0.5

RESPONSE = {"pupil": (0.86, 0.97), "staff": (0.5, 0.7), "parent": (0.2, 0.35)}
"""Lowest and highest share that answers, by kind of respondent."""

WITHHELD_RATE, WITHHELD_RATE_ON_STAFF, MISSING_RATE, COMMENT_RATE = 0.01, 0.03, 0.008, 0.1
GENDERS = ("Jongen", "Meisje", "Anders")
GENDER_SHARES = (0.49, 0.49, 0.02)


@dataclass(frozen=True)
class Group:
    """The answers of one kind of respondent of one school in one school year.

    `answers` has a row a respondent and a column a question: the place of the label, or WITHHELD
    or MISSING.
    """

    school: School
    school_year: str
    questionnaire: Questionnaire
    class_names: tuple[str, ...]
    genders: tuple[str, ...]
    answers: NDArray[np.int64]
    comments: tuple[str, ...]


def draw_group(
    school: School,
    school_year: str,
    respondent_type: str,
    questionnaire: Questionnaire,
    planted: Sequence[Planted],
) -> Group:
    """Draw the answers of one group, with what is planted in it."""
    rng = np.random.default_rng(_seed(school.id, school_year, respondent_type))
    here = [plant for plant in planted if plant.applies(school, school_year, respondent_type)]
    class_names = _class_names(rng, school, respondent_type, here)
    answers = _answers(rng, school, class_names, questionnaire)
    comments = _comments(rng, len(class_names), questionnaire)
    for plant in here:
        rows = np.flatnonzero([plant.class_name in (None, name) for name in class_names])
        rows = rows[np.argsort(rng.random(rows.size))]
        if plant.kind == "answers":
            _plant_answers(answers, rows, questionnaire, plant)
        elif plant.kind == "withheld":
            for item in plant.items:
                answers[rows[: plant.count], questionnaire.place(item)] = WITHHELD
        elif plant.kind == "extremes":
            answers[rows[: plant.count]] = [
                len(question.shape.labels) - 1 for question in questionnaire.questions
            ]
        elif plant.kind == "comment":
            comments[rows[0]] = plant.comment
    return Group(
        school=school,
        school_year=school_year,
        questionnaire=questionnaire,
        class_names=class_names,
        genders=tuple(GENDERS[i] for i in _choose(rng, GENDER_SHARES, len(class_names))),
        answers=answers,
        comments=tuple(comments),
    )


def _seed(*parts: str) -> list[int]:
    return [SEED, *(int.from_bytes(part.encode(), "big") for part in parts)]


def _class_names(
    rng: np.random.Generator, school: School, respondent_type: str, planted: Sequence[Planted]
) -> tuple[str, ...]:
    """Name the class of each respondent; '' for staff and parents."""
    low, high = RESPONSE[respondent_type]
    invited = school.classes if respondent_type == "pupil" else {"": _invited(school, respondent_type)}
    absent = {plant.class_name for plant in planted if plant.kind == "absent"}
    exact = {plant.class_name: plant.respondents for plant in planted if plant.respondents}
    names: list[str] = []
    for name, size in invited.items():
        answered = round(size * (low + (high - low) * rng.random()))
        names += [name] * (0 if name in absent else exact.get(name, answered))
    return tuple(names)


def _invited(school: School, respondent_type: str) -> int:
    return school.staff if respondent_type == "staff" else sum(school.classes.values())


def _answers(
    rng: np.random.Generator, school: School, class_names: tuple[str, ...], questionnaire: Questionnaire
) -> NDArray[np.int64]:
    """Answers without anything planted in them."""
    size = len(class_names)
    order = {name: place for place, name in enumerate(dict.fromkeys(class_names))}
    place = np.array([order[name] for name in class_names], dtype=np.int64)
    lasting = np.random.default_rng(_seed(school.id))  # the same in every school year
    school_effect = SCHOOL_SPREAD * _normal(lasting, 1)
    pupil_effect = PUPIL_SPREAD * _normal(rng, size)
    answers = np.empty((size, len(questionnaire.questions)), dtype=np.int64)
    for column, question in enumerate(questionnaire.questions):
        effect = school_effect + CLASS_SPREAD * _normal(rng, len(order))[place] + pupil_effect
        odds = question.rate / (1 - question.rate) * np.exp(effect)
        concerned = rng.random(size) < odds / (1 + odds)
        calm = _choose(rng, question.shape.calm, size)
        answers[:, column] = np.where(concerned, _choose(rng, question.shape.concern, size), calm)
        on_staff = question.item.startswith(("pupil.staff_", "pupil.afraid_of_staff"))
        withheld = WITHHELD_RATE_ON_STAFF if on_staff else WITHHELD_RATE
        draw = rng.random(size)
        answers[draw < MISSING_RATE, column] = MISSING
        if question.shape.withheld:
            answers[draw > 1 - withheld, column] = WITHHELD
    return answers


def _comments(rng: np.random.Generator, size: int, questionnaire: Questionnaire) -> list[str]:
    chosen = _choose(rng, [1] * len(questionnaire.comments), size)
    written = rng.random(size) < COMMENT_RATE
    return [questionnaire.comments[i] if yes else "" for i, yes in zip(chosen, written, strict=True)]


def _plant_answers(
    answers: NDArray[np.int64], rows: NDArray[np.int64], questionnaire: Questionnaire, plant: Planted
) -> None:
    """Give exactly the planted answers to the first of `rows`, and answers without a concern to the rest."""
    column = questionnaire.place(plant.items[0])
    shape = questionnaire.questions[column].shape
    wanted = [
        shape.labels.index(label) for label, count in (plant.answers or {}).items() for _ in range(count)
    ]
    found = answers[rows, column]
    if plant.respondents:  # a planted "4 of 24" means 24 answers
        found = np.where(found < 0, 0, found)
    answers[rows, column] = np.where(np.isin(found, shape.concerning), 0, found)
    answers[rows[: len(wanted)], column] = wanted


def _normal(rng: np.random.Generator, size: int) -> NDArray[np.float64]:
    standard = NormalDist()
    return np.array([standard.inv_cdf(share) for share in rng.random(size)])


def _choose(rng: np.random.Generator, weights: Sequence[float], size: int) -> NDArray[np.int64]:
    """Places drawn in proportion to `weights`."""
    edges = np.cumsum(weights) / np.sum(weights)
    return np.searchsorted(edges, rng.random(size), side="right")
