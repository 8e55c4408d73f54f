"""Loads the packaged question bank from its TOML files, and checks it while doing so.

A question's table is called `[subject.phase.audience.word]`, which is its id. `fit` names one of the
file's `[fit.NAME]` tables; `also` adds audiences. A dilemma becomes two questions for the team.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, cast

from safetytool.bank.model import LANGUAGES, Text
from safetytool.errors import InputError, Place
from safetytool.questions.data_files import read_data
from safetytool.questions.model import AUDIENCES, PHASES, Audience, Fit, Phase, Question

FILES: Final = (
    "act.toml", "staff_conduct.toml", "pupils_together.toml", "feeling.toml", "telling.toml", "monitor.toml",
    "patterns.toml", "general.toml", "dilemmas.toml",
)  # fmt: skip

MINUTES: Final[Mapping[str, int]] = {
    "pupils_lower": 4, "pupils_upper": 5, "pupils_vo": 5, "pupils_so": 3, "team": 6,
}  # fmt: skip
USUAL_MINUTES: Final = 5
DILEMMA_MINUTES: Final = (5, 7)
"""The first question includes reading the case."""

_KEYS = {"fit", "also", "nl", "en", "note", "minutes", "weight", "proposes", "pictograms"}
_FIT_KEYS = set(Fit.__dataclass_fields__)

Toml = Mapping[str, Any]


@cache
def load_questions() -> Mapping[str, Question]:
    """Return all questions by id, in the order of the files.

    Raises
    ------
    InputError
        If a packaged file contradicts itself; names the file and the question.
    """
    questions: dict[str, Question] = {}
    for name in FILES:
        for question in build_questions(read_data(name), name):
            if question.id in questions:
                raise _broken(name, f"question '{question.id}' is there twice")
            questions[question.id] = question
    return questions


def build_questions(document: Toml, file: str) -> Iterator[Question]:
    """Build the questions of one file."""
    fits = {name: _fit(entry, file, name) for name, entry in document.get("fit", {}).items()}
    for dilemma in document.get("dilemma", ()):
        yield from _dilemma(dilemma, file)
    for subject, phases in document.items():
        if subject in ("fit", "dilemma"):
            continue
        for phase, audiences in phases.items():
            for audience, words in audiences.items():
                for word, entry in words.items():
                    question_id = f"{subject}.{phase}.{audience}.{word}"
                    yield _question(question_id, phase, audience, entry, fits, file)


def _fit(entry: Toml, file: str, name: str) -> Fit:
    if not set(entry) <= _FIT_KEYS:
        raise _broken(file, f"fit '{name}' has unknown keys {sorted(set(entry) - _FIT_KEYS)}")
    return Fit(**{key: frozenset(values) for key, values in entry.items()})


def _question(
    question_id: str, phase: str, audience: str, entry: Toml, fits: Mapping[str, Fit], file: str
) -> Question:
    """Build one question of a table."""
    audiences = (audience, *entry.get("also", ()))
    checks = {
        f"unknown keys {sorted(set(entry) - _KEYS)}": set(entry) <= _KEYS,
        f"an unknown phase '{phase}'": phase in PHASES,
        f"an unknown audience in {audiences}": set(audiences) <= set(AUDIENCES),
        f"an unknown fit '{entry.get('fit')}'": entry.get("fit") in fits,
        "no pictograms in both languages": set(entry.get("pictograms", LANGUAGES)) == set(LANGUAGES),
    }
    for what, holds in checks.items():
        if not holds:
            raise _broken(file, f"question '{question_id}' has {what}")
    return Question(
        id=question_id,
        fit=fits[entry["fit"]],
        audiences=cast("tuple[Audience, ...]", audiences),
        phase=cast("Phase", phase),
        text=_text(entry, file, question_id),
        note=_text(entry["note"], file, question_id) if "note" in entry else {"nl": "", "en": ""},
        minutes=entry.get("minutes", MINUTES.get(audience, USUAL_MINUTES)),
        weight=entry.get("weight", 0),
        proposes=entry.get("proposes", False),
        pictograms={language: tuple(names) for language, names in entry.get("pictograms", {}).items()},
    )


def _dilemma(entry: Toml, file: str) -> tuple[Question, Question]:
    """Build the two questions of a case; the first carries the case and names the second."""
    first_id = f"dilemma.weigh.team.{entry['word']}"
    case = _text(entry["case"], file, first_id)
    if any(len(entry["ask"][language]) != 2 for language in LANGUAGES):
        raise _broken(file, f"dilemma '{entry['word']}' has no two questions")
    fit = Fit(themes=frozenset(entry["themes"]))
    first, second = (
        Question(
            id=f"{first_id}{'.next' if at else ''}",
            fit=fit,
            audiences=("team",),
            phase="weigh",
            text={language: entry["ask"][language][at] for language in LANGUAGES},
            note={"nl": "", "en": ""} if at else case,
            minutes=DILEMMA_MINUTES[at],
            weight=0,
            partner="" if at else f"{first_id}.next",
        )
        for at in (0, 1)
    )
    return first, second


def _text(entry: Toml, file: str, owner: str) -> Text:
    if any(not str(entry.get(language, "")).strip() for language in LANGUAGES):
        raise _broken(file, f"'{owner}' lacks a text in Dutch or English")
    return {language: str(entry[language]) for language in LANGUAGES}


def _broken(file: str, what: str) -> InputError:
    return InputError(
        f"the question bank is broken: {what}", do="Install safetytool again", place=Place(file=file)
    )
