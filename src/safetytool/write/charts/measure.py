"""How wide words are: an estimate that is never too narrow, for no font of the machine is asked.

The widths are those of DejaVu Sans, the widest font that may stand in for Arial, by kind of letter and
rounded up. Arial and Helvetica are narrower, and so is the font in trend.pdf.
"""

from typing import Final
from unicodedata import east_asian_width

NARROW: Final = frozenset("iljtfrI.,:;'’‘|!()[]/-· ")
WIDE: Final = frozenset("mwMW@%—…")
EM: Final = {"narrow": 0.42, "usual": 0.64, "capital": 0.79, "wide": 1.0, "full": 1.1}
BOLD: Final = 1.07
ELLIPSIS: Final = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in the units of `size`."""
    em = sum(EM[_kind(letter)] for letter in text)
    return em * size * (BOLD if bold else 1.0)


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its start as there is room for, with an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,.·") + ELLIPSIS


def wrapped(text: str, room: float, size: float, *, most: int, bold: bool = False) -> tuple[str, ...]:
    """The text over at most `most` lines, broken between words; the last one is shortened if need be."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1]), size, bold=bold) <= room:
            taken += 1
        lines.append(shortened(" ".join(words[:taken]), room, size, bold=bold))
        words = words[taken:]
    if words:
        lines.append(shortened(" ".join(words), room, size, bold=bold))
    return tuple(lines)


def _kind(letter: str) -> str:
    if east_asian_width(letter) in "WF":
        return "full"
    if letter in NARROW:
        return "narrow"
    if letter in WIDE:
        return "wide"
    return "capital" if letter.isupper() or ord(letter) > 0x24F else "usual"
