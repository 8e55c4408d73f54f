"""The register of schools: who could have answered, what a school is called, which sector it is of.

Consumes: a spreadsheet with one row a class, or one a school with the class left blank. Returns: a
`SchoolRegister`. Leaves out: anything that was answered.
"""

import functools
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from safetytool.recognise.places import is_school_code
from safetytool.schools_file import COUNTED, EVERY_YEAR, KEYS, read_rows, register_words
from safetytool.wording import normalise

BRIN_LENGTH: Final = 4
"""A location code is a BRIN and two digits."""

INVITED: Final = ["school", "school_year", "respondent_type", "unit_kind", "unit_name", "invited"]


@dataclass(frozen=True)
class SchoolRegister:
    """Schools and how many could answer.

    `rows` has school, name, sector ('' unknown), school_year ('' every year), class_name ('' the whole
    school), grade ('' unknown; a class_name of '' with a grade is a whole grade), and pupils, staff,
    parents (NaN where not given).
    """

    rows: pd.DataFrame

    def names(self) -> dict[str, str]:
        """Return the name of each school that has one besides its id; the last in the file counts."""
        named = self.rows[(self.rows["name"] != "") & (self.rows["name"] != self.rows["school"])]
        return dict(zip(named["school"], named["name"], strict=True))

    def sectors(self) -> dict[str, str]:
        """Return the sector of each school that has one: po, vo, so, sbo or vso."""
        known = self.rows[self.rows["sector"] != ""]
        return dict(zip(known["school"], known["sector"], strict=True))

    def resolve(self, names: Iterable[str]) -> dict[str, str]:
        """Return the register's id for each school as an export writes it: its id, or its name.

        A BRIN is the one location that the register has of it, and a location the BRIN. A name also
        matches where only one of the two has an 'OBS' or 'De' in it. What fits several schools, or
        none, keeps its spelling.
        """
        pairs = self.rows[["school", "name"]].drop_duplicates().itertuples(index=False)
        known = _Index.of(
            (spelling, school) for school, name in pairs for spelling in (school, name) if spelling
        )
        return {name: known.find(name) or name for name in names}

    def invited(self, school_years: Sequence[str]) -> pd.DataFrame:
        """Return how many could answer in each of `school_years`.

        A row without a school year counts for every year, unless the same unit has a row of that year.
        A school's own row goes before the sum of its classes; a number of staff that is repeated on
        every class row counts once.

        Returns
        -------
        Columns school, school_year, respondent_type, unit_kind (school, grade, class), unit_name,
        invited.
        """
        parts = [
            _of_type(rows, column, kind)
            for year in school_years
            if len(rows := self._of_year(year))
            for column, kind in COUNTED.items()
        ]
        filled = [part for part in parts if len(part)]
        return pd.concat(filled, ignore_index=True)[INVITED] if filled else pd.DataFrame(columns=INVITED)

    def _of_year(self, year: str) -> pd.DataFrame:
        """Return the rows that hold in a school year: its own, and for other units those of every year."""
        unit = ["school", "class_name", "grade"]
        rows = self.rows[self.rows["school_year"].isin([year, EVERY_YEAR])]
        own = rows["school_year"] == year
        has_own = own.groupby([rows[key] for key in unit]).transform("any") if len(rows) else own
        return rows[own | ~has_own].assign(school_year=year)


def read_schools(path: str | os.PathLike[str]) -> SchoolRegister:
    """Read a register of schools.

    Raises
    ------
    InputError
        The file cannot be read, has no column with schools or with numbers, or has a number that is
        negative, broken or no number, gives two numbers for one class, or has a school year that is
        none.
    """
    return SchoolRegister(read_rows(path))


@dataclass(frozen=True)
class _Index:
    """The spellings of a register, to find a school in without trying all of them."""

    exact: dict[str, set[str]]
    """Normal form -> schools."""
    loose: dict[str, set[tuple[frozenset[str], str]]]
    """Telling words -> kind of school, and school."""
    locations: dict[str, set[str]]
    """BRIN -> the codes that begin with it."""

    @classmethod
    def of(cls, spellings: Iterable[tuple[str, str]]) -> "_Index":
        """Index pairs of a spelling and its school."""
        exact: dict[str, set[str]] = {}
        loose: dict[str, set[tuple[frozenset[str], str]]] = {}
        locations: dict[str, set[str]] = {}
        for spelling, school in spellings:
            exact.setdefault(normalise(spelling), set()).add(school)
            telling, kind = _telling(spelling)
            loose.setdefault(telling, set()).add((kind, school))
            if is_school_code(school):
                locations.setdefault(school[:BRIN_LENGTH], set()).add(school)
        return cls(exact, loose, locations)

    def find(self, name: str) -> str | None:
        """Return the one school that a name means, or None: as it stands, by code, or by telling words."""
        found = self.exact.get(normalise(name)) or self._related(name) or self._loosely(name)
        return next(iter(found)) if len(found) == 1 else None

    def _related(self, code: str) -> set[str]:
        """Return the locations of a BRIN, or the BRIN of a location."""
        if not is_school_code(code):
            return set()
        there = self.locations.get(code[:BRIN_LENGTH], set())
        return there if len(code) == BRIN_LENGTH else there & {code[:BRIN_LENGTH]}

    def _loosely(self, name: str) -> set[str]:
        """Return the schools with the same telling words, where only one of the two names a kind."""
        telling, kind = _telling(name)
        others = self.loose.get(telling, set()) if telling else set()
        return {school for other, school in others if other <= kind or kind <= other}


@functools.lru_cache(maxsize=20_000)
def _telling(name: str) -> tuple[str, frozenset[str]]:
    """Split a name into its telling words and the kind of school that only some lists name ('OBS')."""
    words = normalise(name).split()
    kinds, articles = register_words()["names"]["kinds"], register_words()["names"]["articles"]
    telling = " ".join(word for word in words if word not in kinds and word not in articles)
    return telling, frozenset(word for word in words if word in kinds)


def _of_type(rows: pd.DataFrame, column: str, kind: str) -> pd.DataFrame:
    """Return the invited of one respondent type: of schools, and for pupils of their classes too."""
    given = rows[rows[column].notna()].groupby(KEYS, as_index=False)[column].max()
    whole = (given["class_name"] == "") & (given["grade"] == "")
    own = given[whole].groupby(["school", "school_year"])[column].max()
    # People who work at a school work there once, whatever class row they are repeated on.
    how = "max" if column == "staff" else "sum"
    parts = given[~whole].groupby(["school", "school_year"])[column].agg(how)
    total = own.combine_first(parts).rename("invited").reset_index()
    schools = total.assign(unit_kind="school", unit_name=total["school"])
    classes = given[~whole] if column == "pupils" else given.iloc[:0]
    is_class = classes["class_name"] != ""
    below = classes[["school", "school_year"]].assign(
        invited=classes[column],
        unit_kind=np.where(is_class, "class", "grade"),
        unit_name=classes["class_name"].where(is_class, classes["grade"]),
    )
    both = pd.concat([schools, below], ignore_index=True) if len(below) else schools
    numbers = both["invited"].astype(np.int64)
    frame: pd.DataFrame = both.assign(respondent_type=kind, invited=numbers)
    return frame
