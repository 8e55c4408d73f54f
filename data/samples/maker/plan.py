"""What the samples are made from: the board, the questionnaires and the planted findings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shape:
    """How the answers to a question are spread: `calm` and `concern` are weights per label.

    The labels run from the answer that a calm respondent would give to the worst.
    """

    labels: tuple[str, ...]
    calm: tuple[int, ...]
    concern: tuple[int, ...]
    withheld: str

    @property
    def concerning(self) -> tuple[int, ...]:
        """Places of the answers that count against safety."""
        return tuple(place for place, weight in enumerate(self.concern) if weight)


@dataclass(frozen=True)
class Question:
    """One question as the provider words it; `item` is '' where no bank item asks it."""

    text: str
    item: str
    shape: Shape
    rate: float
    code: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """A provider's list of questions for one kind of respondent."""

    title: str
    questions: tuple[Question, ...]
    free_text: str
    comments: tuple[str, ...]

    def place(self, item: str) -> int:
        """Which question asks about `item`."""
        return [question.item for question in self.questions].index(item)


@dataclass(frozen=True)
class School:
    """An invented school and its classes with their numbers of pupils."""

    id: str
    name: str
    sector: str
    staff: int
    staff_and_parents: str
    """The first school year with answers of staff and parents; '' for none."""
    classes: Mapping[str, int]


@dataclass(frozen=True)
class Planted:
    """One finding that is put into the answers on purpose."""

    kind: str
    school: str
    school_years: tuple[str, ...]
    respondent_type: str = "pupil"
    class_name: str | None = None
    items: tuple[str, ...] = ()
    answers: Mapping[str, int] | None = None
    count: int = 0
    respondents: int = 0
    comment: str = ""

    def applies(self, school: School, school_year: str, respondent_type: str) -> bool:
        """Whether it belongs to these answers."""
        here = (self.school, self.respondent_type) == (school.id, respondent_type)
        return here and school_year in self.school_years


@dataclass(frozen=True)
class Board:
    """The school board with all that is planned for it."""

    name: str
    school_years: tuple[str, ...]
    schools: tuple[School, ...]
    planted: tuple[Planted, ...]


def load_board() -> Board:
    """Read board.toml."""
    data = tomllib.loads((HERE / "board.toml").read_text(encoding="utf-8"))
    return Board(
        name=data["name"],
        school_years=tuple(data["school_years"]),
        schools=tuple(School(**school) for school in data["schools"]),
        planted=tuple(_planted(**entry) for entry in data["planted"]),
    )


def load_questionnaires() -> Mapping[str, Questionnaire]:
    """Read questionnaires.toml: a questionnaire by name, such as 'pupil_po' or 'staff'."""
    data = tomllib.loads((HERE / "questionnaires.toml").read_text(encoding="utf-8"))
    shapes = {
        name: Shape(tuple(s["labels"]), tuple(s["calm"]), tuple(s["concern"]), s["withheld"])
        for name, s in data.pop("shapes").items()
    }
    return {
        name: Questionnaire(
            title=entry["title"],
            questions=tuple(Question(**{**q, "shape": shapes[q["shape"]]}) for q in entry["questions"]),
            free_text=entry["free_text"],
            comments=tuple(entry["comments"]),
        )
        for name, entry in data.items()
    }


def _planted(
    *,
    kind: str,
    school: str,
    school_years: list[str],
    respondent_type: str = "pupil",
    item: str = "",
    items: tuple[str, ...] = (),
    answers: Mapping[str, int] | None = None,
    count: int = 0,
    respondents: int = 0,
    comment: str = "",
    **rest: str,
) -> Planted:
    return Planted(
        kind=kind,
        school=school,
        school_years=tuple(school_years),
        respondent_type=respondent_type,
        class_name=rest.get("class"),  # a keyword of Python, so it cannot be a parameter
        items=(item,) if item else tuple(items),
        answers=answers,
        count=count,
        respondents=respondents,
        comment=comment,
    )
