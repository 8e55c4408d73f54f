"""Who wrote something that points to something: remarks read for cues, counted by writer.

Consumes: the texts and the respondents who wrote them. Returns: a row a writer, theme and person meant, with
the remark masked. Leaves out: what a remark is worth.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.bank.model import Bank
from safetytool.counting.model import CUES, UNIT_KEYS
from safetytool.tidy.model import TEXTS, Evidence, Responses

WRITERS: Final = [*UNIT_KEYS, "written"]

STAFF_CONDUCT: Final = "staff_conduct"


def count_remarks(evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the remarks that point to something, and how many wrote anything, per school and class.

    Each distinct text is read once, and only what points to something is masked and kept.

    Returns
    -------
    Columns CUES, and columns WRITERS.
    """
    texts = evidence.texts
    if texts.empty:
        return pd.DataFrame(columns=CUES), pd.DataFrame(columns=WRITERS)
    # Rules and vocabularies are only loaded where there is something to read.
    from safetytool.masking import mask
    from safetytool.remarks import find_cues

    found = {text: cues for text in texts["text"].unique() if (cues := find_cues(text))}
    telling = texts[texts["text"].isin(list(found))]
    shown = {text: mask(text) for text in found}
    rows = [
        (*writer, cue.theme, cue.who, shown[text])
        for *writer, text in telling[TEXTS].itertuples(index=False)
        for cue in found[text]
    ]
    told = pd.DataFrame(rows, columns=CUES[:-1])
    # Somebody who writes the same thing in two boxes is one writer of it.
    again = (told["person"] >= 0) & told.duplicated(["person", "theme", "who"])
    told = told[~again].reset_index(drop=True)
    return told.assign(counted=_counted(told, evidence.responses, evidence.bank)), _writers(texts)


def _counted(cues: pd.DataFrame, responses: Responses, bank: Bank) -> NDArray[np.bool_]:
    """Tell of each cue whether its writer has a concern about staff among the answers."""
    asked = [item for item in responses.levels.columns if bank.items[item].domain == STAFF_CONDUCT]
    concerned = (responses.levels[asked].to_numpy(np.int8) > 0).any(axis=1)
    # One False more, so that the place of an unknown writer (-1) can be looked up as well.
    result: NDArray[np.bool_] = np.append(concerned, False)[cues["person"].to_numpy(np.int64)]
    return result


def _writers(texts: pd.DataFrame) -> pd.DataFrame:
    """Return how many respondents wrote anything, per school and class."""
    own = texts[texts["source_kind"] == "monitor"]
    # Who is not known is taken for somebody else each time.
    person = own["person"].where(own["person"] >= 0, -1 - pd.RangeIndex(len(own)))
    own = own.assign(person=person).drop_duplicates(["school", "school_year", "respondent_type", "person"])
    keys = ["school", "school_year", "respondent_type"]
    parts = [own.assign(unit_kind="school", unit_name=own["school"])]
    classes = own[own["class_name"] != ""]
    parts.append(classes.assign(unit_kind="class", unit_name=classes["class_name"]))
    both = pd.concat(parts, ignore_index=True)
    return both.groupby([*keys, "unit_kind", "unit_name"], as_index=False).size().set_axis(WRITERS, axis=1)
