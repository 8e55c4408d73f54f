"""Text from files made fit to show: nothing in it can steer a terminal, a sheet or the eye."""

import re
import unicodedata

STEERING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Invisible characters that turn text round or hide it."""


def one_line(text: str) -> str:
    """The text on one line, without control characters, with single spaces."""
    return " ".join(_visible(text).split())


def lines(text: str) -> str:
    """The text without control characters; its own line breaks stay."""
    return "\n".join(one_line(line) for line in text.splitlines())


def _visible(text: str) -> str:
    shown = STEERING.sub("", text)
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in shown)
