"""An aggregated sheet: one row an answer to a question, with how many gave it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from safetytool.bank.model import Bank, RespondentType
from safetytool.profiles.model import Profile
from safetytool.read.model import Column, Table
from safetytool.recognise.columns import RoleMatch
from safetytool.recognise.model import ColumnMeaning
from safetytool.recognise.questions import Question, read_questions
from safetytool.recognise.respondent_types import present, restrict, types_of_rows
from safetytool.wording import normalise

TOTALS = frozenset(
    {"totaal", "total", "eindtotaal", "subtotaal", "subtotal", "alle antwoorden", "all answers", "som"}
)
"""Answers that are no answers but the sum of them."""


def recognise_aggregated(
    table: Table,
    roles: Sequence[RoleMatch],
    respondent_type: RespondentType | None,
    bank: Bank,
    profile: Profile | None,
) -> tuple[list[ColumnMeaning], RespondentType | None]:
    """Say what every column is, and every question in the column of questions.

    Every distinct question gets a meaning of its own, after those of the columns. Its column is
    made: the question's text as header, and the answers on the rows of that question.

    Returns
    -------
    The meanings, and the respondent type of the rows of which no column says it.
    """
    meanings = [
        ColumnMeaning(
            column,
            role.role or "ignored",
            role.confidence,
            role.why or "an aggregated export has no such column",
        )
        for column, role in zip(table.columns, roles, strict=True)
    ]
    by_role = {role.role: column for column, role in zip(table.columns, roles, strict=True)}
    types = types_of_rows(by_role.get("respondent_type"), len(table.rows), respondent_type)
    columns = [column for column, role in zip(table.columns, roles, strict=True) if role.role == "question"]
    kinds: list[RespondentType] | list[None] = present(types) or [None]
    found: list[ColumnMeaning] = []
    for kind in kinds:
        questions = _questions(columns, by_role["answer"], types == (kind or ""), profile)
        found.extend(read_questions(questions, kind, bank, profile))
    known = {meaning.respondent_type for meaning in found if meaning.item}
    shown = known.pop() if kinds == [None] and len(known) == 1 else None
    return meanings + found, respondent_type or shown


def _totals(answers: Column) -> NDArray[np.bool_]:
    """Tell which rows count all answers together, and would count everybody once more."""
    total = [normalise(str(value)) in TOTALS for value in answers.values]
    return np.asarray(np.append(total, False)[answers.codes], dtype=bool)


def _questions(
    columns: Sequence[Column], answers: Column, rows: NDArray[np.bool_], profile: Profile | None
) -> list[Question]:
    """Make a column of answers for every distinct question on `rows`.

    Where a code and a text stand in columns of their own, together they name the question.
    """
    rows = rows & ~_totals(answers)
    key = np.zeros(len(rows), dtype=np.int64)
    for column in columns:
        key = key * (len(column.values) + 1) + column.codes + 1
    distinct, first, codes = np.unique(key, return_index=True, return_inverse=True)
    made: list[Column] = []
    for place in np.argsort(first, kind="stable"):
        on = rows & (codes == place)
        if distinct[place] == 0 or not on.any():
            continue
        given = [(column, column.codes[first[place]]) for column in columns]
        texts = [str(column.values[code]) for column, code in given if code >= 0]
        column = restrict(answers, on, texts[0])
        made.append(replace(column, position=columns[0].position, long_header=" ".join(texts[1:])))
    rules = profile.rules_for([column.header for column in made]) if profile else [()] * len(made)
    return [Question(column, rule) for column, rule in zip(made, rules, strict=True)]
