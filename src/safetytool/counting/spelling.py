"""One spelling of every school, over counts that were made apart."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from safetytool.counting.frames import as_categories
from safetytool.counting.model import Counts
from safetytool.wording import normalise


def spelled(counts: Counts, spelling: dict[str, str]) -> Counts:
    """Write every school as it was written before; `spelling` learns those that are new.

    Parameters
    ----------
    counts : of some of the inputs.
    spelling : the normal form of every school so far, and how it is written.
    """
    names = sorted({*counts.units["school"], *counts.cues["school"], *counts.asked["school"]})
    written = {name: spelling.setdefault(normalise(name), name) for name in names}
    if all(name == own for name, own in written.items()):
        return counts

    def again(frame: pd.DataFrame) -> pd.DataFrame:
        return _written(frame, lambda name: written.get(name, name))

    return replace(
        counts,
        units=as_categories(again(counts.units)),
        items=as_categories(again(counts.items)),
        cues=again(counts.cues),
        writers=again(counts.writers),
        asked=again(counts.asked),
    )


def _written(frame: pd.DataFrame, write: Callable[[str], str]) -> pd.DataFrame:
    """Return a frame with its schools as `write` has them; a school's own name is its unit's name too."""
    if frame.empty:
        return frame
    school = frame["school"].astype(object).map(write)
    if "unit_name" not in frame:
        return frame.assign(school=school)
    of_school = (frame["unit_kind"] == "school").to_numpy()
    return frame.assign(school=school, unit_name=frame["unit_name"].astype(object).mask(of_school, school))
