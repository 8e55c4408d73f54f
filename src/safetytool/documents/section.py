"""One table of a settings file, read key by key, with errors that name the line and what to do.

Consumes: board.toml. Returns: checked values. Leaves out: what a key means.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from safetytool.errors import InputError, Place
from safetytool.toml_text import TomlError, parse_toml


@dataclass(frozen=True)
class Section:
    """A table `[name]` of a settings file."""

    file: Path
    """Paths in the table are meant from its folder."""
    name: str
    values: Mapping[str, Any]
    lines: tuple[str, ...] = field(default=(), repr=False)
    """The file's lines, to say where a key stands; may be empty."""

    def known(self, keys: Iterable[str]) -> None:
        """Refuse a key that is not among these.

        Raises
        ------
        InputError
            Names the key's line and the nearest key that is known.
        """
        keys = tuple(keys)
        for key in self.values:
            if key not in keys:
                close = difflib.get_close_matches(key, keys, n=1)
                do = f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(keys)}"
                raise self.fail(key, f"'{key}' is not a setting of [{self.name}]", do)

    def text(self, key: str, default: str = "") -> str:
        """A text on one line."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or len(value.splitlines()) > 1 or not value.isprintable():
            raise self.fail(key, f"'{key}' is {value!r}", "Give a text on one line, between quotes")
        return value.strip()

    def day(self, key: str) -> date:
        """A date, written as TOML writes one."""
        return self.as_day(key, self.values.get(key))

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates; empty where the key is absent."""
        values = self.values.get(key, [])
        if not isinstance(values, list):
            values = [values]
        return tuple(self.as_day(key, value) for value in values)

    def as_day(self, key: str, value: object) -> date:
        """Check that a value under a key is a date."""
        if isinstance(value, datetime) or not isinstance(value, date):
            what = f"'{key}' is missing" if value is None else f"'{key}' has {value!r}, which is no date"
            raise self.fail(key, what, f"Write {key} = 2025-08-25 (year-month-day, without quotes)")
        return value

    def path(self, key: str) -> Path | None:
        """A file, from the settings file's own folder; None where the key is absent."""
        value = self.text(key)
        return self.file.parent / value if value else None

    def fail(self, key: str, what: str, do: str) -> InputError:
        """The error about a key, at its line."""
        return InputError(what, do=do, place=Place(str(self.file), row=self._line(key)))

    def _line(self, key: str) -> int | None:
        """The line of a key within this table; else that of the table; else None."""
        inside, found = False, None
        header = re.compile(rf"^\s*\[+\s*{re.escape(self.name)}\b")
        wanted = re.compile(rf"^\s*(\[+\s*{re.escape(self.name)}\.)?[\"']?{re.escape(key)}[\"']?\s*[\]=]")
        for number, line in enumerate(self.lines, start=1):
            if re.match(r"^\s*\[", line) and not line.lstrip().startswith("[["):
                inside = bool(header.match(line))
                found = found or (number if inside else None)
            if inside and wanted.match(line):
                return number
        return found


def read_section(file: Path, name: str) -> Section | None:
    """Read the table `[name]`; None where the file has none.

    Raises
    ------
    InputError
        The file is missing or is no TOML, or the name is not that of a table.
    """
    try:
        content = file.read_text(encoding="utf-8-sig")
        document = parse_toml(content)
    except OSError as error:
        raise InputError(
            f"the settings file cannot be read ({error.strerror or error})",
            do="Check --config",
            place=Place(str(file)),
        ) from error
    except (TomlError, UnicodeDecodeError) as error:
        raise InputError(
            f"this is no valid TOML: {error}", do="Correct that line", place=Place(str(file))
        ) from error
    if name not in document:
        return None
    section = Section(file, name, {}, tuple(content.splitlines()))
    if not isinstance(document[name], dict):
        raise section.fail(name, f"'{name}' is not a table", f"Write [{name}] on a line of its own")
    return Section(file, name, document[name], section.lines)
