"""The small bars of the report: a share, and what was to be expected, on a scale that is said."""

from dataclasses import dataclass

from safetytool.bank.model import Language
from safetytool.texts import term
from safetytool.texts.quantities import percent

ENDS = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Where a bar's scale may end: the first with room for both figures."""
ROOM = 1.1
LENGTH = 320
"""Length of the scale in the drawing's own units."""


@dataclass(frozen=True)
class Bar:
    """What the drawing needs: lengths in its own units, and the words beside it."""

    filled: float
    mark: float
    """Where the line of what was expected stands."""
    length: int
    end: str
    """What the end of the scale stands for, such as '20%'."""
    label: str
    """The drawing in words, for who does not see it."""


def bar(rate: float, expected: float, label: str, language: Language) -> Bar:
    """A bar for a rate and what it was held against (both 0 to 1)."""
    highest = max(rate, expected)
    end = next((end for end in ENDS if highest * ROOM <= end), ENDS[-1])
    return Bar(
        filled=round(LENGTH * min(rate / end, 1.0), 1),
        mark=round(LENGTH * min(expected / end, 1.0), 1),
        length=LENGTH,
        end=percent(end, language),
        label=f"{label} {term('ui.legend_scale', language).format(end=percent(end, language))}",
    )
