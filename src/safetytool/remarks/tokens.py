"""Cuts a remark into tokens: words with their place in the text, and the pause before each.

Consumes a remark as it was typed; returns tokens in order. A full stop, question mark or new line ends a
sentence, except after a title or an abbreviation; commas, colons, brackets and dashes are a shorter pause.
"""

import re
from dataclasses import dataclass
from typing import Literal

from safetytool.remarks.words import Word, read_word

Pause = Literal["", ",", "."]
WORD = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*")
_STOP, _COMMA = re.compile(r"[.!?;\n]"), re.compile(r"[,:()/]|\s[-–—]\s|…")
_ABBREVIATIONS = frozenset(
    ["mr", "mrs", "ms", "dr", "dhr", "mevr", "mw", "mvr", "mnr", "bijv", "bv", "etc", "st", "ca", "nr"]
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a remark."""

    word: Word
    start: int
    end: int
    pause: Pause
    """What stands before it."""
    capital: bool
    """Starts with a capital where no sentence starts."""

    @property
    def normal(self) -> str:
        """The word in its normal form."""
        return self.word.normal


def tokenise(text: str) -> list[Token]:
    """Return the words of a text."""
    tokens: list[Token] = []
    end = 0
    for match in WORD.finditer(text):
        pause = _pause(text[end : match.start()], tokens[-1].word.normal if tokens else "")
        raw = match.group()
        starts = not tokens or pause == "."
        tokens.append(
            Token(read_word(raw), match.start(), match.end(), pause, raw[0].isupper() and not starts)
        )
        end = match.end()
    return tokens


def _pause(between: str, before: str) -> Pause:
    if between == " ":
        return ""
    if _STOP.search(between) and not (before in _ABBREVIATIONS and between.strip() == "."):
        return "."
    return "," if _COMMA.search(between) else ""
