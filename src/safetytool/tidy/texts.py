"""What respondents wrote in their own words, tied to who wrote it and where.

Consumes: the free-text columns of respondent-level sheets. Returns: a frame of texts as they were written,
which is shown nowhere before it is read for cues and masked. Leaves out: what the texts say.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.tidy.model import TEXTS
from safetytool.tidy.sheet import InputSheet

if TYPE_CHECKING:
    from safetytool.tidy.respondents import Part

WHERE: Final = ["school", "school_year", "respondent_type", "grade", "class_name"]
NO_TEXTS: Final = pd.DataFrame(columns=[*WHERE, "row", "answered", "text"])


def texts_of(sheet: InputSheet, people: pd.DataFrame, answered: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the texts of a sheet, one a cell.

    Somebody who answered no known question and still wrote something is heard too.

    Parameters
    ----------
    people : (rows of the sheet,) where each row is placed.
    answered : (rows,) whether the row has an answer to a known question, and so is a respondent.

    Returns
    -------
    Columns WHERE, row (place in the sheet), answered and text.
    """
    found = [NO_TEXTS]
    for meaning in sheet.meaning.columns:
        if meaning.role != "text":
            continue
        column = meaning.column
        words = np.array(
            [isinstance(value, str) and bool(value.strip()) for value in column.values] + [False]
        )
        rows = np.flatnonzero(words[column.codes])
        values = np.array([*column.values, ""], dtype=object)
        found.append(
            people[WHERE]
            .iloc[rows]
            .assign(row=rows, answered=answered[rows], text=values[column.codes[rows]])
        )
    texts = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    placed = (texts["school"] != "") & (texts["school_year"] != "")
    if not placed.all():
        sheet.notes.append(
            f"{sheet.label}: {int((~placed).sum())} remarks of nobody knows which school or school year were "
            "not read."
        )
    return texts[placed]


def join_texts(parts: "Sequence[Part]", owners: pd.DataFrame) -> pd.DataFrame:
    """Put the texts of all exports together, each with its writer's place among the respondents.

    Texts of history are left out, and so are those of respondents who stand in another sheet too.

    Parameters
    ----------
    owners : part, row and person: the place in the table of respondents that a row of a sheet ended in.
    """
    found: list[pd.DataFrame] = []
    for place, part in enumerate(parts):
        if part.sheet.history or part.texts.empty:
            continue
        own = owners[owners["part"] == place].set_index("row")["person"]
        person = part.texts["row"].map(own)
        kept = person.notna() | ~part.texts["answered"].astype(bool)
        texts = part.texts[kept].assign(
            person=person[kept].fillna(-1).astype(np.int64), source_kind="monitor"
        )
        found.append(texts[TEXTS])
    if not found:
        return pd.DataFrame(columns=TEXTS)
    texts = pd.concat(found, ignore_index=True)
    known = texts["person"] >= 0
    # Of one respondent the same words in two sheets are one remark.
    return texts[~(known & texts.duplicated(["person", "text"]))].reset_index(drop=True)


def in_class_of_writer(texts: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Write the class of each text as that of its writer, who may have been given one since."""
    known = texts["person"].to_numpy(np.int64)
    known = known[known >= 0]
    placed = texts.copy()
    places = (placed["person"] >= 0).to_numpy()
    for column in ("school", "grade", "class_name"):
        own = placed[column].to_numpy(object).copy()
        own[places] = people[column].to_numpy(object)[known]
        placed[column] = own
    return placed
