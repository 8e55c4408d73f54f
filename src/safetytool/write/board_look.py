"""How a board report looks in the house style of its board."""

from dataclasses import dataclass
from typing import Final

OWN_ACCENT: Final = "#17324d"
BLACK: Final = "000000"
"""The accent of a house style that does not name one."""


@dataclass(frozen=True)
class Look:
    """Name, accent colour (six hexadecimal digits) and logo (PNG or JPEG)."""

    organisation: str = ""
    accent: str = BLACK
    logo: bytes | None = None

    @property
    def colour(self) -> str:
        """The accent as CSS and Typst write it."""
        return OWN_ACCENT if self.accent == BLACK else f"#{self.accent.lower()}"

    @property
    def logo_name(self) -> str:
        """A file name for the logo; '' without one."""
        if self.logo is None:
            return ""
        return "logo.png" if self.logo.startswith(b"\x89PNG") else "logo.jpg"
