"""The role of every column of a sheet: the profile's word first, then what is recognised."""

from collections.abc import Sequence

from safetytool.profiles.model import ColumnRule
from safetytool.read.model import Table
from safetytool.recognise.columns import RoleMatch, match_roles

ONE_OF_EACH = frozenset({
    "school", "school_year", "class", "grade", "respondent_type", "gender", "id", "date", "answer", "count",
})  # fmt: skip
"""Roles that one column of a sheet can have."""


def settle_roles(table: Table, rules: Sequence[tuple[ColumnRule, ...]]) -> list[RoleMatch]:
    """Return the role of every column; None where it may be a question.

    Of two columns for a role of which a sheet has one, the surer counts and the other is not used.
    """
    matches = [_by_rule(own) or found for own, found in zip(rules, match_roles(table), strict=True)]
    best: dict[str, int] = {}
    for index, match in enumerate(matches):
        role = match.role
        if role in ONE_OF_EACH and (role not in best or match.confidence > matches[best[role]].confidence):
            best[role] = index
    return [_only(match, index, best, table) for index, match in enumerate(matches)]


def _by_rule(rules: tuple[ColumnRule, ...]) -> RoleMatch | None:
    """Return what the profile says: a role, or that the column is a question."""
    role = next((rule.role for rule in rules if rule.role), None)
    if role is None:
        return None
    return RoleMatch(None if role == "item" else role, 1.0, "the profile says so")


def _only(match: RoleMatch, index: int, best: dict[str, int], table: Table) -> RoleMatch:
    if match.role not in best or best[match.role] == index:
        return match
    other = table.columns[best[match.role]].header
    return RoleMatch(
        "ignored", match.confidence, f"the {match.role.replace('_', ' ')} is read from '{other}'"
    )
