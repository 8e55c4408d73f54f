"""Settings: board.toml, checked, in the form that the command line takes as its defaults.

Order of precedence: option, environment (SAFETYTOOL_...), board.toml, default. The first two and the
last are the command line's own; this module only reads the file.
"""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from safetytool import limits
from safetytool.errors import Place, UsageError
from safetytool.regular import refuse_other_than_a_file
from safetytool.toml_text import TomlError, parse_toml

PATHS: Final = frozenset({"out", "schools", "profile", "advisor", "previous", "register"})
"""Settings that name a file, or several; one that is given relative is meant from board.toml's own folder."""

KNOWN: Final[Mapping[str, Mapping[str, type | tuple[type, ...]]]] = {
    "settings": {
        "lang": str, "out": str, "year": str, "school": str, "schools": str, "profile": str,
        "fail_on": str, "quiet": bool, "verbose": bool, "advisor": list, "previous": list,
        "register": str, "keep_years": int,
    },
    "alarm_budget": {"ask": (int, float), "watch": (int, float), "staff_conduct_share": (int, float)},
    "limits": dict.fromkeys(limits.NAMES, int),
}  # fmt: skip
"""Table -> key -> type."""

ELSEWHERE: Final = frozenset({"house_style", "agenda", "board", "report", "disclosure", "school"})
"""Tables that documents, the agenda and the report read and check for themselves."""

KINDS: Final[Mapping[object, str]] = {str: "text", bool: "true or false", list: "a list of file names"}
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"lang": ("nl", "en"), "fail_on": ("act", "ask", "watch")}


def read_settings(path: Path) -> dict[str, Any]:
    """Return the settings of a board.toml, as option name -> value.

    The keys of [alarm_budget] come back as budget_ask, budget_watch and budget_staff_share; those of
    [limits] are no options, and come back as they are.

    Raises
    ------
    UsageError
        The file is missing or is no TOML, or a table, key or value in it is not known; names the
        line.
    """
    try:
        refuse_other_than_a_file(path)
        text = path.read_text(encoding="utf-8-sig")
        document = parse_toml(text)
    except OSError as error:
        raise UsageError(
            "the settings file cannot be read", do=error.strerror or "", place=Place(str(path))
        ) from error
    except (TomlError, UnicodeDecodeError) as error:
        raise UsageError(f"this is no valid TOML: {error}", place=Place(str(path))) from error
    found: dict[str, Any] = {}
    for table, values in document.items():
        if table in ELSEWHERE:
            continue
        known = KNOWN.get(table)
        if known is None or not isinstance(values, dict):
            raise _unknown(path, text, table, dict.fromkeys([*KNOWN, *sorted(ELSEWHERE)]))
        for key, value in values.items():
            if key not in known:
                raise _unknown(path, text, key, known)
            _check(path, text, key, value, known[key])
            found[_option(table, key)] = _from_folder(path, value) if key in PATHS else value
    return found


def _from_folder(path: Path, value: str | list[str]) -> str | list[str]:
    """Return the files of a setting, meant from the folder of board.toml."""
    return str(path.parent / value) if isinstance(value, str) else [str(path.parent / one) for one in value]


def _option(table: str, key: str) -> str:
    """Return the name of the option that a key of the file is the default of."""
    if table != "alarm_budget":
        return key
    return {"ask": "budget_ask", "watch": "budget_watch", "staff_conduct_share": "budget_staff_share"}[key]


def _check(path: Path, text: str, key: str, value: object, kind: type | tuple[type, ...]) -> None:
    """Refuse a value of the wrong kind, or one that is not among the choices."""
    wrong_kind = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
    if isinstance(value, list):
        wrong_kind = wrong_kind or not all(isinstance(one, str) for one in value)
    if key in limits.NAMES and (wrong_kind or not isinstance(value, int) or value < 1):
        raise UsageError(
            f"'{key}' is {value!r}", do="Give a whole number from 1 on", place=_place(path, text, key)
        )
    choices = CHOICES.get(key)
    if wrong_kind or (choices and value not in choices):
        wanted = " or ".join(choices) if choices else KINDS.get(kind, "a number")
        raise UsageError(f"'{key}' is {value!r}", do=f"Give {wanted}", place=_place(path, text, key))


def _unknown(path: Path, text: str, key: str, known: Mapping[str, object]) -> UsageError:
    """Return the error for a table or key that is not known."""
    close = difflib.get_close_matches(key, known, n=1)
    do = f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(known)}"
    return UsageError(f"'{key}' is not a setting", do=do, place=_place(path, text, key))


def _place(path: Path, text: str, key: str) -> Place:
    """Return the line on which a key or table stands."""
    pattern = re.compile(rf"^\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*[\]=]")
    line = next((i for i, content in enumerate(text.splitlines(), 1) if pattern.match(content)), None)
    return Place(str(path), row=line)
