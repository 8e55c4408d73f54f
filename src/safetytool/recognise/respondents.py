"""A respondent-level sheet: one row a respondent, one column a question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from safetytool.bank.model import Bank, RespondentType
from safetytool.profiles.model import ColumnRule, Profile
from safetytool.read.model import Table
from safetytool.recognise.columns import RoleMatch
from safetytool.recognise.model import ColumnMeaning
from safetytool.recognise.questions import Question, read_questions
from safetytool.recognise.respondent_types import present, restrict, types_of_rows


def recognise_respondents(
    table: Table,
    roles: Sequence[RoleMatch],
    rules: Sequence[tuple[ColumnRule, ...]],
    respondent_type: RespondentType | None,
    bank: Bank,
    profile: Profile | None,
) -> tuple[list[ColumnMeaning], RespondentType | None]:
    """Say what every column is.

    A sheet in which several kinds of respondents stand is recognised once for each, on the
    columns that those respondents answered: the same text may be another item for staff.

    Returns
    -------
    The meanings in the order of the columns, and the respondent type of the rows of which no
    column says it: as given, or else as the questions show.
    """
    by_column = next(
        (c for c, r in zip(table.columns, roles, strict=True) if r.role == "respondent_type"), None
    )
    types = types_of_rows(by_column, len(table.rows), respondent_type)
    kinds: list[RespondentType] | list[None] = present(types) or [None]
    open_ones = [i for i, role in enumerate(roles) if role.role is None]
    meanings: list[list[ColumnMeaning]] = [
        [] if role.role is None else [ColumnMeaning(column, role.role, role.confidence, role.why)]
        for column, role in zip(table.columns, roles, strict=True)
    ]
    for kind in kinds:
        rows = types == (kind or "")
        several = len(kinds) > 1 or not rows.all()
        columns = {i: restrict(table.columns[i], rows) if several else table.columns[i] for i in open_ones}
        asked = [i for i in open_ones if columns[i].values or not several]
        found = _read([Question(columns[i], rules[i]) for i in asked], kind, bank, profile)
        for i, meaning in zip(asked, found, strict=True):
            meanings[i].append(_emptied(meaning))
    for i in open_ones:
        if not meanings[i]:
            meanings[i] = [ColumnMeaning(table.columns[i], "ignored", 1.0, "it is empty")]
        elif all(meaning.role == "unrecognised" for meaning in meanings[i]):
            # Of nobody a known question: said once, for all respondents together.
            meanings[i] = [replace(meanings[i][0], column=table.columns[i])]
    flat = [meaning for own in meanings for meaning in own]
    return flat, respondent_type or _shown_by(flat, kinds)


def _read(
    questions: Sequence[Question], kind: RespondentType | None, bank: Bank, profile: Profile | None
) -> list[ColumnMeaning]:
    """Say what every column asks; one that nobody answered takes no item from one with answers.

    The file of the staff alone may have the pupils' columns, empty: 'How safe do you feel at school?' must
    not dispute the staff's own question.
    """
    found = read_questions(questions, kind, bank, profile)
    filled = [i for i, question in enumerate(questions) if np.any(question.column.codes >= 0)]
    if not filled or len(filled) == len(questions):
        return found
    kind = kind or next((meaning.respondent_type for meaning in found if meaning.respondent_type), None)
    own = dict(zip(filled, read_questions([questions[i] for i in filled], kind, bank, profile), strict=True))
    taken = {meaning.item for meaning in own.values() if meaning.item}
    return [
        own[i]
        if i in own
        else ColumnMeaning(meaning.column, "ignored", 1.0, "it is empty, and another column asks the same")
        if meaning.item in taken
        else meaning
        for i, meaning in enumerate(found)
    ]


def _emptied(meaning: ColumnMeaning) -> ColumnMeaning:
    """Leave a column alone that nobody answered and that is no known question."""
    if meaning.role == "unrecognised" and not np.any(meaning.column.codes >= 0):
        return ColumnMeaning(meaning.column, "ignored", 1.0, "it is empty")
    return meaning


def _shown_by(
    meanings: Sequence[ColumnMeaning], kinds: Sequence[RespondentType | None]
) -> RespondentType | None:
    """Return whose questions they are, where only the questions can tell."""
    if kinds != [None]:
        return None
    votes = Counter(m.respondent_type for m in meanings if m.role == "item" and m.respondent_type)
    return votes.most_common(1)[0][0] if votes else None
