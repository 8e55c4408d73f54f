"""What several parts of the inputs say of how they were understood, as one."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from safetytool.tidy.aggregated import TALLY
from safetytool.tidy.model import ASKED, TEXTS, Evidence, Responses, Tally
from safetytool.tidy.respondents import PEOPLE

_COUNTED = re.compile(r"(?P<where>.*?, sheet '.*?': )(?P<count>\d+)(?P<what> .*)")
"""A sentence of a sheet that begins with a number."""


def without_answers(evidence: Evidence) -> Evidence:
    """Return what is told of some inputs, without the answers and texts themselves."""
    # New frames, because an empty slice would keep all that it is a slice of.
    return replace(
        evidence,
        responses=Responses(pd.DataFrame(columns=PEOPLE), pd.DataFrame(), pd.DataFrame()),
        tally=Tally(pd.DataFrame(columns=TALLY)),
        texts=pd.DataFrame(columns=TEXTS),
        asked=pd.DataFrame(columns=ASKED),
    )


def joined(parts: Sequence[Evidence]) -> Evidence:
    """Put together what is told of all parts of the inputs; numbers of one file are added up."""
    rows: dict[tuple[str, str], int] = {}
    for given in (given for part in parts for given in part.inputs):
        key = str(given["name"]), str(given["sha256"])
        rows[key] = rows.get(key, 0) + int(given["rows"])
    last = parts[-1]
    unused = pd.concat([part.not_recognised for part in parts], ignore_index=True)
    keys = [name for name in unused.columns if name != "respondents"]
    summed = unused.groupby(keys, sort=False)["respondents"].sum().reset_index()
    return replace(
        last,
        inputs=tuple({"name": name, "sha256": digest, "rows": n} for (name, digest), n in rows.items()),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        warnings=added_up([warning for part in parts for warning in part.warnings]),
        not_recognised=summed[list(unused.columns)],
    )


def added_up(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return every sentence once; of sentences that differ in their first number, with the sum.

    Examples
    --------
    >>> added_up(["a.csv, sheet 'a': 2 rows repeat it.", "a.csv, sheet 'a': 3 rows repeat it."])
    ("a.csv, sheet 'a': 5 rows repeat it.",)
    """
    counted: dict[tuple[str, str], int] = {}
    order: dict[tuple[str, str], None] = {}
    for sentence in sentences:
        match = _COUNTED.fullmatch(sentence)
        key = (match["where"], match["what"]) if match else (sentence, "")
        order[key] = None
        if match:
            counted[key] = counted.get(key, 0) + int(match["count"])
    return tuple(f"{where}{counted.get((where, what), '')}{what}" for where, what in order)
