"""A second look by the library `deduce`, which is made for Dutch, where the extra `text` is installed.

What it finds is masked besides what the built-in masking masks; it never makes anything readable. It takes
seconds to start, so it is made once, and only when there is something to mask.
"""

import contextlib
import importlib.util
import io
import logging
from functools import cache
from typing import Any, Final

from safetytool.masking.vocabulary import context, fold

KINDS: Final = frozenset(
    {"persoon", "patient", "telefoonnummer", "emailadres", "url", "locatie", "id", "bsn"}
)
"""What it looks for that is masked here; institutions and dates are left."""


@cache
def _deduce() -> Any | None:
    """Make the library; None where it is not installed, or cannot be made here.

    It keeps a cache in its own folder, which may not be writable, and it logs to standard output, where
    nothing but results belongs. Whatever goes wrong in it, the built-in masking is enough by itself.
    """
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            from deduce import Deduce

            return Deduce()
    except Exception:
        return None
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def uses_deduce() -> bool:
    """Tell whether the extra is installed."""
    try:
        return importlib.util.find_spec("deduce.deduce") is not None
    except ModuleNotFoundError:
        return False


def names_found(text: str) -> list[str]:
    """Return the names and the like that it finds in a text, the longest first."""
    if not any(c.isalpha() for c in text):
        return []
    library = _deduce()
    if library is None:
        return []
    found = library.deidentify(text).annotations
    names = {_without_role(a.text) for a in found if a.tag in KINDS}
    return sorted(names - {""}, key=len, reverse=True)


def _without_role(name: str) -> str:
    """Return a name without 'meneer' and the like, which may stay."""
    words = name.split()
    while words and fold(words[0].rstrip(".")) in context().roles:
        words = words[1:]
    return " ".join(words)
