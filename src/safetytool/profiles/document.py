"""A TOML text that knows on which line a key stands, so that a message can point at it."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NoReturn

from safetytool.bank.model import LANGUAGES, Text
from safetytool.errors import Place, UsageError
from safetytool.toml_text import TomlError, parse_toml


class Document:
    """A parsed TOML file with checks that fail with file, line and a suggestion."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._lines = text.splitlines()
        try:
            self.data: dict[str, Any] = parse_toml(text)
        except TomlError as error:
            line = re.search(r"at line (\d+)", str(error))
            raise UsageError(
                f"This is not valid TOML ({str(error).split(' (at ')[0]})",
                do='A header or answer stands between double quotes, and \\ and " in it as \\\\ and \\"',
                place=Place(file, row=int(line[1]) if line else len(self._lines)),
            ) from None

    def line(self, *path: str) -> int:
        """Return the line (from 1) on which the key at `path` stands, or the nearest one above it."""
        at = 0
        for depth in range(len(path)):
            stands = _places(path[: depth + 1])
            at = next((i for i in range(at, len(self._lines)) if stands.search(self._lines[i])), at)
        return at + 1

    def fail(self, what: str, path: Iterable[str], *, do: str = "") -> NoReturn:
        """Raise a UsageError that points at the line of `path`."""
        raise UsageError(what, do=do, place=Place(self.file, row=self.line(*path)))

    def table(
        self, value: object, path: tuple[str, ...], keys: Iterable[str] | None = None
    ) -> dict[str, Any]:
        """Return `value` if it is a table with no other keys than `keys` (any, where None)."""
        if not isinstance(value, dict):
            self.fail(
                f"'{path[-1]}' must be a table", path, do="Write it as { key = value } or under a [header]"
            )
        for key in value if keys is not None else ():
            self.choice(key, keys or (), (*path, key), "key")
        return value

    def choice(self, value: object, allowed: Iterable[str], path: tuple[str, ...], what: str) -> str:
        """Return `value` if it is one of `allowed`."""
        names = list(allowed)
        if not isinstance(value, str) or value not in names:
            self.fail(f"Unknown {what} '{value}'", path, do=_suggestion(str(value), names))
        return value

    def text(self, value: object, path: tuple[str, ...]) -> str:
        """Return `value` if it is a text that is not empty."""
        if not isinstance(value, str) or not value.strip():
            self.fail(f"'{path[-1]}' must be a text", path, do=f'Write {path[-1]} = "..."')
        return value.strip()

    def texts(self, value: object, path: tuple[str, ...]) -> list[str]:
        """Return `value` if it is a list of texts; a single text is a list of one."""
        values = value if isinstance(value, list) else [value]
        return [self.text(v, path) for v in values]

    def in_languages(self, value: object, path: tuple[str, ...]) -> Text:
        """Return a text in every language; one text stands for all of them."""
        if isinstance(value, str):
            return dict.fromkeys(LANGUAGES, self.text(value, path))
        table = self.table(value, path, LANGUAGES)
        texts = {language: self.text(text, (*path, language)) for language, text in table.items()}
        if not texts:
            self.fail(f"'{path[-1]}' must have a text", path, do='Write { nl = "...", en = "..." }')
        return {language: texts.get(language, next(iter(texts.values()))) for language in LANGUAGES}

    def flag(self, value: object, path: tuple[str, ...]) -> bool:
        """Return `value` if it is true or false."""
        if not isinstance(value, bool):
            self.fail(f"'{path[-1]}' must be true or false", path)
        return value


def _places(path: tuple[str, ...]) -> re.Pattern[str]:
    """Match a line that has the last key of `path`: as `key =` or in the [header] of its table."""
    parts = [rf"""["']?{re.escape(part)}["']?""" for part in path]
    header = r"\s*\.\s*".join(parts)
    return re.compile(rf"""^\s*\[\s*{header}\s*[.\]]|^[^#]*(?<![\w.'"-]){parts[-1]}\s*=""")


def _suggestion(value: str, names: list[str]) -> str:
    close = get_close_matches(value, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Use one of: {', '.join(names[:40])}"
