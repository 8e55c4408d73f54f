"""Simulated boards: counts drawn from a known truth, so that false and missed alarms can be counted."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from safetytool.bank import load_bank
from safetytool.bank.model import Bank
from safetytool.codes import WITHHELD
from safetytool.counting import count
from safetytool.counting.model import Counts
from safetytool.tidy.model import Evidence, Responses, Tally


@dataclass(frozen=True)
class Design:
    """What a simulated board looks like, and how its units differ when nothing is wrong."""

    schools: int = 20
    classes: int = 12
    """Classes of every school, where `sizes` does not say it."""
    sizes: tuple[int, ...] = ()
    """Classes of each school: schools are small and large."""
    pupils: int = 24
    years: int = 1
    rates: dict[str, float] = field(default_factory=dict)
    """Item id -> usual share of concerns."""
    rho_school: float = 0.01
    rho_class: float = 0.02
    rho_year: float = 0.005
    year_effect: float = 0.25
    """Standard deviation of a year effect common to all schools, in log odds; as large as the national
    figures on bullying moved between measurements (0.18 to 0.75)."""

    @property
    def asked(self) -> np.ndarray:
        """(schools, classes) pupils of every class; 0 where a school has no such class."""
        sizes = np.array(self.sizes or (self.classes,) * self.schools)
        return np.where(np.arange(sizes.max()) < sizes[:, None], self.pupils, 0)


@dataclass(frozen=True)
class Plant:
    """A real change put in: at one school or one of its classes, an item, in the last year."""

    school: int
    class_: int | None
    item: str
    factor: float
    """The rates of that year are multiplied by this."""


def draw(design: Design, rng: np.random.Generator, plants: tuple[Plant, ...] = ()) -> np.ndarray:
    """Draw concerns, shape (years, schools, classes, items)."""
    base = np.array(list(design.rates.values()))
    names = list(design.rates)
    schools = _beta(rng, np.broadcast_to(base, (design.schools, len(base))), design.rho_school)
    log_odds = np.log(schools / (1 - schools))
    asked = design.asked[..., None]
    result = np.empty((design.years, *design.asked.shape, len(base)), np.int64)
    for year in range(design.years):
        common = rng.normal(0, design.year_effect, len(base)) if design.years > 1 else np.zeros(len(base))
        shifted = 1 / (1 + np.exp(-(log_odds + common)))
        this_year = _beta(rng, shifted, design.rho_year) if design.years > 1 else shifted
        classes = _beta(rng, np.repeat(this_year[:, None], asked.shape[1], axis=1), design.rho_class)
        if year == design.years - 1:
            for plant in plants:
                where = slice(None) if plant.class_ is None else plant.class_
                rates = classes[plant.school, where, names.index(plant.item)]
                classes[plant.school, where, names.index(plant.item)] = np.minimum(rates * plant.factor, 0.95)
        result[year] = rng.binomial(asked, classes)
    return result


def _beta(rng: np.random.Generator, mean: np.ndarray, rho: float) -> np.ndarray:
    """Draw rates around a mean with an intraclass correlation."""
    if rho == 0:
        return mean.copy()
    size = 1 / rho - 1
    return np.clip(rng.beta(mean * size, (1 - mean) * size), 1e-6, 1 - 1e-6)


def counts(design: Design, concerns: np.ndarray, bank: Bank | None = None) -> Counts:
    """Put drawn concerns in the shape that the detectors see, with every class and every school."""
    bank = bank or load_bank()
    years, schools, classes, _ = concerns.shape
    names = list(design.rates)
    index = pd.MultiIndex.from_product(
        [
            [f"{2025 - years + y}-{2026 - years + y}" for y in range(years)],
            [f"S{s:04d}" for s in range(schools)],
            [f"{c + 1}A" for c in range(classes)],
            names,
        ],
        names=["school_year", "school", "unit_name", "item"],
    )
    n = np.broadcast_to(design.asked[None, :, :, None], concerns.shape)
    per_class = pd.DataFrame({"concerns": concerns.ravel(), "n": n.ravel()}, index=index).reset_index()
    per_class = per_class[per_class["n"] > 0]
    per_class["unit_kind"] = "class"
    per_school = per_class.groupby(["school_year", "school", "item"], as_index=False)[["concerns", "n"]].sum()
    per_school = per_school.assign(unit_name=per_school["school"], unit_kind="school")
    items = pd.concat([per_class, per_school], ignore_index=True).assign(
        respondent_type="pupil", parent="", sector="", history=False, composite=False, grave=0, withheld=0,
        withheld_most=0, missing=0, unread=0, doubtful_n=0, doubtful_concerns=0,
    )  # fmt: skip
    items["reached"] = items["n"]
    items["domain"] = items["item"].map({i: bank.items[i].domain for i in names})
    items["actor"] = items["item"].map({i: bank.items[i].actor or "" for i in names})
    units = items.drop_duplicates(["school", "school_year", "unit_kind", "unit_name"])[
        [
            "school",
            "school_year",
            "respondent_type",
            "unit_kind",
            "unit_name",
            "parent",
            "sector",
            "history",
            "n",
        ]
    ].rename(columns={"n": "respondents"})
    return Counts(bank, units.assign(doubtful=0), items, pd.DataFrame())


def from_respondents(design: Design, rng: np.random.Generator, withheld: float = 0.03) -> Counts:
    """Draw a board pupil by pupil: with composites, grades, girls and boys, and withheld answers.

    A pupil's troubles go together (one severity each, gamma with mean 1), and so do withheld answers.
    """
    base = np.array(list(design.rates.values()))
    schools = _beta(rng, np.broadcast_to(base, (design.schools, len(base))), design.rho_school)
    people, levels = [], []
    for year in range(design.years):
        classes = _beta(rng, np.repeat(schools[:, None], design.classes, axis=1), design.rho_class)
        shape = (*classes.shape[:2], design.pupils)
        severity = rng.gamma(1.5, 1 / 1.5, shape)[..., None]
        level = (rng.random((*shape, len(base))) < np.clip(classes[:, :, None] * severity, 0, 1)).astype(
            np.int8
        )
        silence = rng.beta(0.3, 0.3 / withheld - 0.3, shape)[..., None]
        level[rng.random(level.shape) < silence] = WITHHELD
        levels.append(level.reshape(-1, len(base)))
        school, class_, _ = (axis.ravel() for axis in np.indices(shape))
        grade = (class_ // 3 + 1).astype(str).astype(object)
        people.append(
            pd.DataFrame(
                {
                    "school": [f"S{s:04d}" for s in school],
                    "school_year": f"{2025 - design.years + year}-{2026 - design.years + year}",
                    "respondent_type": "pupil",
                    "grade": grade,
                    "class_name": grade + np.array(list("ABC"), dtype=object)[class_ % 3],
                    "gender": rng.choice(["girl", "boy"], len(school)),
                    "doubtful": False,
                    "history": False,
                    "source": 0,
                }
            )
        )
    answers = pd.DataFrame(np.concatenate(levels), columns=list(design.rates))
    tally = Tally(pd.DataFrame(columns=["class_name", "grade", "school"]))
    responses = Responses(pd.concat(people, ignore_index=True), answers, answers)
    return count(Evidence(load_bank(), responses, tally, (), (), pd.DataFrame()))
