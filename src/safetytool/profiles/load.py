"""Loading a profile: every key, item, scale and answer is checked, with the line in the message."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast, get_args

from safetytool.bank.model import RESPONDENT_TYPES, Bank, RespondentType
from safetytool.codes import Role
from safetytool.errors import Place, UsageError
from safetytool.profiles.document import Document
from safetytool.profiles.items import read_items
from safetytool.profiles.model import ColumnRule, Profile
from safetytool.profiles.scales import read_scales
from safetytool.recognise.answer_scales import candidates
from safetytool.recognise.places import ImpossibleSchoolYearError, normalise_school, parse_school_year

FOLDERS: Final = (".", "profiles")
"""Where a profile is looked for that is given by its name instead of its file."""

SECTIONS: Final = ("profile", "columns", "scales", "items")
RULE_KEYS: Final = ("role", "item", "scale", "reversed")
ROLES: Final = tuple(role for role in get_args(Role) if role != "unrecognised")


def load_profile(path_or_name: str | os.PathLike[str], bank: Bank | None = None) -> Profile:
    """Load a profile from a TOML file, or by name from NAME.toml here or in the folder `profiles`.

    Parameters
    ----------
    path_or_name : the file, or the profile's name.
    bank : the item bank that its items and scales refer to; the tool's own where not given.

    Raises
    ------
    UsageError
        The profile is not there, or something in it is not right: with its line and a suggestion.
    """
    path = Path(path_or_name)
    try:
        path = _find(path_or_name)
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"The profile cannot be read ({why})",
            do="Save it as plain text in UTF-8",
            place=Place(str(path)),
        ) from None
    return parse_profile(text, str(path), bank)


def parse_profile(text: str, file: str, bank: Bank | None = None) -> Profile:
    """Read a profile from its TOML text; `file` is its name in messages."""
    if bank is None:
        from safetytool.bank import load_bank

        bank = load_bank()
    document = Document(text, file)
    data = document.table(document.data, (file,))
    for section in data:
        document.choice(section, SECTIONS, (section,), "section")
    head = document.table(
        data.get("profile", {}), ("profile",), ("name", "respondent_type", "school", "school_year")
    )
    scales = read_scales(document, data.get("scales", {}), bank)
    items, item_scales = read_items(document, data.get("items", {}), scales, bank)
    profile = Profile(
        name=document.text(head.get("name", Path(file).stem), ("profile", "name")),
        file=file,
        respondent_type=_respondent_type(document, head),
        school=normalise_school(document.text(head["school"], ("profile", "school")))
        if "school" in head
        else None,
        school_year=_school_year(document, head),
        answer_scales=scales.answers,
        scales=scales.own,
        items=items,
        item_scales=item_scales,
    )
    return _with_columns(document, data.get("columns", {}), profile, bank)


def _find(path_or_name: str | os.PathLike[str]) -> Path:
    path = Path(path_or_name)
    if path.is_file():
        return path
    candidates = [Path(folder) / f"{path_or_name}.toml" for folder in FOLDERS]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise UsageError(
        f"There is no profile '{path_or_name}'",
        do=f"Give a file, or a name for which there is one of: {', '.join(map(str, candidates))}",
    )


def _respondent_type(document: Document, head: Mapping[str, Any]) -> RespondentType | None:
    if "respondent_type" not in head:
        return None
    path = ("profile", "respondent_type")
    return cast(
        "RespondentType", document.choice(head["respondent_type"], RESPONDENT_TYPES, path, "respondent type")
    )


def _school_year(document: Document, head: Mapping[str, Any]) -> str | None:
    if "school_year" not in head:
        return None
    text = document.text(head["school_year"], ("profile", "school_year"))
    try:
        year = parse_school_year(text)
    except ImpossibleSchoolYearError:
        year = None
    if year is None:
        document.fail(
            f"'{text}' is not a school year", ("profile", "school_year"), do="Write it as 2024-2025"
        )
    return year


def _with_columns(document: Document, data: object, profile: Profile, bank: Bank) -> Profile:
    """Return `profile` with the rules of its [columns]."""
    known = profile.extend(bank)
    rules: list[ColumnRule] = []
    for header, entries in document.table(data, ("columns",)).items():
        path = ("columns", header)
        several = entries if isinstance(entries, list) else [entries]
        own = [_rule(document, entry, path, profile, known) for entry in several]
        types = [known.items[rule.item].respondent_type if rule.item else None for rule in own]
        if len(own) > 1 and (None in types or len(set(types)) < len(types)):
            document.fail(
                f"'{header}' has several entries that would read the same respondents",
                path,
                do="Several entries are for one item each of pupils, staff and parents",
            )
        rules.extend(own)
    return replace(profile, columns=tuple(rules))


def _rule(
    document: Document, entry: object, path: tuple[str, str], profile: Profile, bank: Bank
) -> ColumnRule:
    table = document.table(entry, path, RULE_KEYS)
    item = document.choice(table["item"], bank.items, (*path, "item"), "item") if "item" in table else None
    role = document.choice(table["role"], ROLES, (*path, "role"), "role") if "role" in table else None
    if item and role not in (None, "item"):
        document.fail(
            f"A column with an item cannot have the role '{role}'", path, do="Leave out one of the two"
        )
    if role == "item" and not item:
        document.fail("A column with the role 'item' must name it", path, do='Write item = "..."')
    if not table:
        document.fail(f"'{path[1]}' says nothing", path, do='Write role = "ignored" to leave the column out')
    if role and role != "item" and ("scale" in table or "reversed" in table):
        document.fail(
            f"A column with the role '{role}' has no scale", path, do="Leave out scale and reversed"
        )
    scale = _scale(document, table, path, profile, bank, item)
    return ColumnRule(
        header=path[1],
        line=document.line(*path),
        role=cast("Role", "item" if item else role) if item or role else None,
        item=item,
        scale=scale,
        reversed=document.flag(table["reversed"], (*path, "reversed")) if "reversed" in table else None,
    )


def _scale(
    document: Document,
    table: Mapping[str, Any],
    path: tuple[str, str],
    profile: Profile,
    bank: Bank,
    item: str | None,
) -> str | None:
    """Return the name of the scale of a column, if it has one that its item can be read on."""
    if "scale" not in table:
        return profile.item_scales.get(item) if item else None
    where = (*path, "scale")
    name = document.choice(table["scale"], [*profile.answer_scales, *bank.scales], where, "scale")
    on = profile.answer_scales[name].scale if name in profile.answer_scales else name
    if item and not candidates(bank.items[item], bank, asks_opposite=False, only=on):
        accepted = ", ".join(bank.items[item].readings)
        document.fail(
            f"'{item}' cannot be read on the scale '{on}'",
            where,
            do=f'It can on: {accepted}. Use as = "..." in [scales]',
        )
    return name
