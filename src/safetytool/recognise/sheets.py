"""One sheet after another: what kind of export is it, and what are its columns."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from safetytool.bank.model import Bank, RespondentType
from safetytool.profiles.model import ColumnRule, Profile
from safetytool.read.model import Sheet, Source, Table
from safetytool.recognise.aggregated import recognise_aggregated
from safetytool.recognise.columns import RoleMatch
from safetytool.recognise.items import AT_WORK
from safetytool.recognise.model import ColumnMeaning, SheetMeaning, SourceMeaning
from safetytool.recognise.respondents import recognise_respondents
from safetytool.recognise.roles import settle_roles
from safetytool.recognise.setting import Hints, Setting, sheet_setting
from safetytool.wording import normalise

ADVISOR_ROLES = frozenset({"reporter", "about", "category"})


def recognise(
    source: Source, bank: Bank, *, profile: Profile | None = None, hints: Hints | None = None
) -> SourceMeaning:
    """Say what every sheet and column of a file is, and what every answer means.

    Parameters
    ----------
    source : the file, read.
    bank : the item bank; the profile's own items are added to it here.
    profile : what the user says about this instrument; it overrides what is recognised.
    hints : school and school year from the options, for where the file has none.

    Raises
    ------
    UsageError
        The profile or the options contradict the file.
    """
    known = profile.extend(bank) if profile else bank
    sheets = [_sheet(source, sheet, known, profile, hints or Hints()) for sheet in source.sheets]
    return SourceMeaning(source, tuple(_with_unused_rules(sheets, profile)))


def _with_unused_rules(sheets: list[SheetMeaning], profile: Profile | None) -> list[SheetMeaning]:
    """Say at the first sheet with a table which columns of the profile are in none of the sheets."""
    first = next((i for i, sheet in enumerate(sheets) if sheet.columns), None)
    if profile is None or first is None:
        return sheets
    columns = [meaning.column for sheet in sheets for meaning in sheet.columns]
    unused = profile.unused(text for column in columns for text in (column.header, column.long_header))
    if not unused:
        return sheets
    named = ", ".join(f"'{rule.header}' (line {rule.line})" for rule in unused)
    note = f"The profile '{profile.name}' names columns that the file does not have: {named}."
    return [replace(s, notes=(*s.notes, note)) if i == first else s for i, s in enumerate(sheets)]


def _sheet(source: Source, sheet: Sheet, bank: Bank, profile: Profile | None, hints: Hints) -> SheetMeaning:
    table = sheet.table
    if table is None:
        return SheetMeaning(sheet, None, sheet.why, notes=sheet.notes)
    rules = _rules(table, profile)
    roles = settle_roles(table, rules)
    names = {role.role for role in roles}
    setting = sheet_setting(source.name, sheet, names, profile, hints)
    if {"question", "answer", "count"} <= names:
        columns, respondent_type = recognise_aggregated(table, roles, setting.respondent_type, bank, profile)
        return _meaning(sheet, "aggregated", columns, setting, respondent_type)
    refused = _not_a_monitor(roles)
    if refused:
        return SheetMeaning(sheet, None, refused, _as_roles(table, roles), notes=sheet.notes)
    columns, respondent_type = recognise_respondents(
        table, roles, rules, setting.respondent_type or _in_a_class(table, names), bank, profile
    )
    return _meaning(sheet, "respondents", columns, setting, respondent_type)


def _in_a_class(table: Table, roles: Collection[str | None]) -> RespondentType | None:
    """Return pupil where rows are told apart by class or grade, and no question speaks to grown-ups."""
    headers = " . ".join(normalise(f"{c.header} {c.long_header}") for c in table.columns)
    grown_up = AT_WORK.search(headers) or re.search(r"\b(kind|child|zoon|dochter)\b", headers)
    told = "respondent_type" in roles
    return "pupil" if {"class", "grade"} & set(roles) and not (grown_up or told) else None


def _rules(table: Table, profile: Profile | None) -> list[tuple[ColumnRule, ...]]:
    """Return the profile's rules for each column, by its header or else by its question text."""
    if profile is None:
        return [()] * len(table.columns)
    by_header = profile.rules_for([c.header for c in table.columns])
    by_text = profile.rules_for([c.long_header for c in table.columns])
    return [first or second for first, second in zip(by_header, by_text, strict=True)]


def _not_a_monitor(roles: list[RoleMatch]) -> str:
    """Say why a table cannot be a monitor export, or ''."""
    counts = Counter(role.role for role in roles)
    if len(ADVISOR_ROLES & counts.keys()) > 1:
        return "this is a report of confidential advisors: give it with --advisor"
    if counts["question"] and counts["answer"]:
        return "every row is one answer and there is no column with a count: put each respondent on one row"
    if counts["question"] and counts["count"]:
        return "there are questions and counts, and no column that says which answer was counted"
    return ""


def _as_roles(table: Table, roles: list[RoleMatch]) -> tuple[ColumnMeaning, ...]:
    pairs = zip(table.columns, roles, strict=True)
    return tuple(ColumnMeaning(c, r.role or "unrecognised", r.confidence, r.why) for c, r in pairs)


def _meaning(
    sheet: Sheet,
    kind: Literal["respondents", "aggregated"],
    columns: list[ColumnMeaning],
    setting: Setting,
    respondent_type: RespondentType | None,
) -> SheetMeaning:
    """Put together what is known of a sheet; without a single known question it is not used."""
    used = any(column.role == "item" for column in columns)
    why = "" if used else "no question in it is recognised"
    notes = list(sheet.notes + setting.notes)
    by_column = any(column.role == "respondent_type" for column in columns)
    if used and respondent_type and not setting.respondent_type and not by_column:
        notes.append(
            f"Nothing says who answered; the questions are those of a {respondent_type} questionnaire."
        )
    return SheetMeaning(
        sheet=sheet,
        kind=kind if used else None,
        why=why,
        columns=tuple(columns),
        school=setting.school,
        school_year=setting.school_year,
        respondent_type=respondent_type,
        class_name=setting.class_name,
        grade=setting.grade,
        notes=tuple(notes),
    )
