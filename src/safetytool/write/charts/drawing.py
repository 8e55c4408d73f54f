"""What a picture consists of, in its own units (one is a pixel at full size), y downwards."""

from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from safetytool.write.charts.measure import width

LINE: Final = 1.18
"""Height of a line of text, in sizes of its letters."""
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Box:
    """The room that something takes."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two have room in common."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True)
class Stroke:
    """How a line looks: never by colour alone, so that it also works in black and white."""

    colour: str
    width: float
    dash: str = ""


@dataclass(frozen=True)
class Line:
    """A path with a stroke."""

    d: Markup
    stroke: Stroke


@dataclass(frozen=True)
class Shape:
    """A filled path: a band, or the mark of a point."""

    d: Markup
    colour: str


@dataclass(frozen=True)
class Words:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = "start"
    bold: bool = False
    colour: str = "#1b2430"

    @property
    def box(self) -> Box:
        """The room that the text takes, at least."""
        wide = width(self.text, self.size, bold=self.bold)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return Box(left, self.y - 0.8 * self.size, left + wide, self.y + 0.25 * self.size)


@dataclass(frozen=True)
class Drawing:
    """One panel, ready to write; what comes later lies on top."""

    id: str
    title: str
    message: str
    """What the picture says, for who does not see it."""
    width: float
    height: float
    rules: tuple[Line, ...]
    bands: tuple[Shape, ...]
    lines: tuple[Line, ...]
    marks: tuple[Shape, ...]
    words: tuple[Words, ...]


def fixed(value: float) -> str:
    """A coordinate with at most one decimal: the same on every machine, and short.

    >>> fixed(12.04), fixed(12.26)
    ('12', '12.3')
    """
    return f"{value:.1f}".removesuffix(".0")
