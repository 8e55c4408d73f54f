"""How every question was asked: in which words, and on which scale its answers were read.

Consumes: the sheets, with the respondents or the counts of each. Returns: a frame with one row a school,
school year, kind of respondent and question. Leaves out: whether two years asked the same; `trend` tells.
"""

import functools
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from safetytool.codes import MISSING, NOT_ASKED
from safetytool.recognise.model import SheetMeaning
from safetytool.recognise.wording_clean import header_parts
from safetytool.tidy.answers import items_of
from safetytool.tidy.model import ASKED
from safetytool.tidy.overlap import Counted
from safetytool.tidy.respondents import UNIT, Part
from safetytool.tidy.sheet import InputSheet
from safetytool.wording import normalise

KEYS: Final = [*UNIT, "item"]

PART, OTHERWISE = " - ", " / "
"""Between the heading or stem of a question and the question; between two wordings of one year."""


def how_asked(parts: Sequence[Part], tallies: Sequence[Counted]) -> pd.DataFrame:
    """Return how each question was asked, wherever anybody answered it.

    A sheet of several schools or years gives a row for each of them. Where sheets of one school and year
    asked a question differently (a list for the young and one for the old), their words stand in one row,
    divided by ' / ', and so do their scales.

    Returns
    -------
    Columns ASKED.
    """
    found = [_in_part(part) for part in parts] + [_in_tally(*counted) for counted in tallies]
    filled = [frame for frame in found if len(frame)]
    if not filled:
        return pd.DataFrame(columns=ASKED)
    every = pd.concat(filled, ignore_index=True)[ASKED].drop_duplicates(ignore_index=True)
    several = every.duplicated(KEYS, keep=False)
    together = (
        every[several]
        .groupby(KEYS, as_index=False)
        .agg({"wording": _together, "plain": _together, "scale": _together, "reversed": "max"})
    )
    both = pd.concat([every[~several], together], ignore_index=True)
    return both.astype({"reversed": bool}).sort_values(KEYS, ignore_index=True)


def _together(texts: pd.Series) -> str:
    """Put the texts of several sheets in one, whatever the order of the sheets."""
    return OTHERWISE.join(sorted(set(texts) - {""}))


def _in_part(part: Part) -> pd.DataFrame:
    """Return the questions that the respondents of a sheet answered, by school, year and kind."""
    if part.people.empty:
        return pd.DataFrame(columns=ASKED)
    groups = part.people.groupby(UNIT, sort=False)
    units = groups.ngroup().to_numpy().astype(np.intp)
    answers = part.values.to_numpy(np.int8)
    answered = (answers != NOT_ASKED) & (answers != MISSING)
    counts = [np.bincount(units[told], minlength=groups.ngroups) for told in answered.T]
    unit, item = np.nonzero(np.array(counts).reshape(-1, groups.ngroups).T)
    first = np.unique(units, return_index=True)[1]
    asked = part.people[UNIT].iloc[first[unit]].reset_index(drop=True)
    asked["item"] = part.values.columns.to_numpy(object)[item]
    return asked.merge(_questions(part.sheet.meaning), on="item")


def _in_tally(sheet: InputSheet, tally: pd.DataFrame) -> pd.DataFrame:
    """Return the questions to which a sheet counts answers, by school, year and kind."""
    asked = tally.loc[tally["count"] > 0, KEYS].drop_duplicates()
    return asked.merge(_questions(sheet.meaning), on="item")


def _questions(meaning: SheetMeaning) -> pd.DataFrame:
    """Return item, wording, plain, scale and reversed of the questions of a sheet."""
    rows = []
    for question in items_of(meaning):
        item, answers = question.item or "", question.answers
        wording, plain = words_of(item, question.column.header, question.column.long_header)
        scale = answers.scale if answers else ""
        rows.append((item, wording, plain, scale, answers is not None and answers.reversed))
    return pd.DataFrame(rows, columns=ASKED[len(UNIT) :])


@functools.lru_cache(maxsize=20_000)
def words_of(item: str, header: str, long_header: str = "") -> tuple[str, str]:
    """Return the text of a question, for people and in normal form; '' where the file only has a code.

    A single word ('gepest') is a label and no question: it does not tell how the question was asked.

    Parameters
    ----------
    item : the item that it asks, whose id is a code too.
    header, long_header : of its column; the long one is the text where the file keeps it apart.

    Returns
    -------
    The text with single spaces and without the number in front; and, to compare by, its parts ('heading -
    question') without case, accents, punctuation, numbers, legends and instructions.

    Examples
    --------
    >>> words_of("pupil.afraid_of_staff", "V12.  Ben je bang voor leraren? (1 = nooit, 5 = altijd)")
    ('Ben je bang voor leraren? (1 = nooit, 5 = altijd)', 'ben je bang voor leraren')
    """
    for text in (long_header, header):
        parts = header_parts(text)
        if len(text.split()) > 1 and len(" ".join(parts).split()) > 1 and normalise(text) != normalise(item):
            return _without_number(text, parts[0].split()[0]), PART.join(parts)
    return "", ""


def _without_number(text: str, first_word: str) -> str:
    """Return a text from its first word on, with single spaces."""
    tokens = text.split()
    start = next((i for i, token in enumerate(tokens) if first_word in normalise(token).split()), 0)
    return " ".join(tokens[start:])
