"""Recognises the columns that are no questions: school, school year, class, who answered, free text.

Consumes a table. Returns a role for every column, or None where it may be a question. Leaves out
which question that is, and which of two columns with the same role counts.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from safetytool.codes import Role
from safetytool.read.model import Column, Table
from safetytool.recognise.column_checks import MOST, RoleMatch, check_values
from safetytool.recognise.column_headers import header_words
from safetytool.recognise.column_values import Values, look_at
from safetytool.recognise.places import is_school_code, normalise_school

__all__ = ["RoleMatch", "match_roles"]

AGGREGATED: Final[frozenset[Role]] = frozenset({"question", "answer", "count"})
ADVISOR: Final[frozenset[Role]] = frozenset({"reporter", "about", "category"})
TOGETHER: Final = 2
"""A header such as 'Antwoord' or 'Aantal' means little alone: so many of a kind must stand together."""
MAYBE_A_QUESTION: Final = RoleMatch(None, 0.0, "")


def match_roles(table: Table) -> list[RoleMatch]:
    """Say for every column which role it has.

    Returns
    -------
    list of RoleMatch
        One per column, in order. `role` is None where the column may be a question; two columns may
        have one role, of which the surer is the more precise.
    """
    matches = [_match(column) for column in table.columns]
    if _stand_together(matches, ADVISOR):
        return [replace(match, role="remark") if match.role == "text" else match for match in matches]
    alone: set[Role | None] = {*ADVISOR, "follow_up", "remark"}
    if not _stand_together(matches, AGGREGATED):
        alone |= AGGREGATED
    matches = [MAYBE_A_QUESTION if match.role in alone else match for match in matches]
    return _without_totals(table.columns, matches)


def _match(column: Column) -> RoleMatch:
    """Match one column by its header, else by the text of its question, else by its values alone."""
    values = look_at(column)
    for header in filter(None, (column.header, column.long_header)):
        found = [match for word in header_words(header) if (match := check_values(word, values)) is not None]
        if found:
            return max(found, key=lambda match: match.confidence)
    return _by_values(values)


def _by_values(values: Values) -> RoleMatch:
    """Match a column that its header does not tell anything about."""
    if values.all(lambda text: is_school_code(normalise_school(text)) and len(text) <= len("12 AB 00")):
        return RoleMatch("school", 0.85, "its values are codes of schools")
    if values.share(_is_mail_address) >= MOST:
        return RoleMatch("ignored", 1.0, "e-mail addresses: not used, and better left out of an export")
    if values.are_times:
        return RoleMatch("ignored", 0.8, "dates or times, and its header does not say of what")
    if values.are_free_text:
        return RoleMatch("text", 0.8, "its values are words of one's own")
    return MAYBE_A_QUESTION


def _is_mail_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at) and "." in host and " " not in text


def _stand_together(matches: Sequence[RoleMatch], roles: frozenset[Role]) -> bool:
    return len({match.role for match in matches} & roles) >= TOGETHER


def _without_totals(columns: Sequence[Column], matches: list[RoleMatch]) -> list[RoleMatch]:
    """Set a 'count' apart that is the same for every answer to a question: how many were asked."""
    answers = [c for c, match in zip(columns, matches, strict=True) if match.role == "answer"]
    if not answers:
        return matches
    others = [
        column for column, match in zip(columns, matches, strict=True)
        if match.role not in {"answer", "count", "ignored", None}
    ]  # fmt: skip
    return [
        RoleMatch("ignored", 0.9, "the same for every answer to a question: a total, not a count of answers")
        if match.role == "count" and _is_constant(column, others)
        else match
        for column, match in zip(columns, matches, strict=True)
    ]


def _is_constant(column: Column, by: Sequence[Column]) -> bool:
    """Whether a column has one value in each group of rows, and groups have several rows."""
    key = np.zeros(len(column.codes), dtype=np.int64)
    for other in by:
        key = key * (len(other.values) + 1) + other.codes + 1
    groups = len(np.unique(key))
    pairs = len(np.unique(key * (len(column.values) + 1) + column.codes + 1))
    return groups == pairs and len(key) >= 2 * groups
