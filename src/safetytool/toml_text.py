"""Parsing TOML that users write: every way in which it can be wrong is one error.

Consumes: a text. Returns: its tables. Leaves out: what they mean.
"""

import tomllib
from typing import Any


class TomlError(ValueError):
    """The text is no TOML; says why, and where if that is known."""


def parse_toml(text: str) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Raises
    ------
    TomlError
        It is no TOML, or no sensible one: `tomllib` follows brackets until the stack is full, and leaves
        numbers of thousands of digits to Python, which refuses them.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise TomlError("brackets within brackets without end") from error
    except ValueError as error:
        known = isinstance(error, tomllib.TOMLDecodeError)
        raise TomlError(str(error) if known else "a number has too many digits") from error
