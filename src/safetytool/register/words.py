"""The register's own words on the terminal, in either language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from safetytool.bank.model import Language


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[Language, str]]]:
    text = files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = tomllib.loads(text)
    return loaded


def word(key: str, language: Language) -> str:
    """Return the text under `group.key`.

    Raises
    ------
    KeyError
        There is no such text: a mistake in the tool.
    """
    group, name = key.split(".")
    return _words()[group][name][language]
