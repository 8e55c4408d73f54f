"""Reads the packaged TOML files of this package, each once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_data(name: str) -> Mapping[str, Any]:
    """Return the contents of `questions/data/NAME`."""
    return tomllib.loads(files("safetytool.questions").joinpath("data", name).read_text(encoding="utf-8"))
