"""The invented remarks of this folder, with what must be read in them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from safetytool.remarks import find_cues

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Remark:
    """A remark, its language, and its cues as "theme/who"."""

    text: str
    language: str
    cues: frozenset[str]

    @property
    def is_trap(self) -> bool:
        """Nothing to read, or nothing that an adult at school does."""
        return not any(cue.endswith("/adult") for cue in self.cues)


@cache
def remarks(name: str) -> tuple[Remark, ...]:
    """Return the remarks of `NAME.toml`."""
    document = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(
        Remark(line, language, frozenset(part.strip() for part in key.split(",") if part.strip()))
        for language in ("nl", "en")
        for key, block in document[language].items()
        for line in block.strip().splitlines()
    )


@cache
def known_limits() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Return the remarks that are known to be read wrongly: text, what it says, and what is read."""
    document = tomllib.loads((HERE / "remarks.toml").read_text(encoding="utf-8"))
    return tuple(
        (entry["text"], frozenset(entry["cues"]), frozenset(entry["read"])) for entry in document["known"]
    )


def read(text: str) -> frozenset[str]:
    """Return what is read in a remark, as "theme/who"."""
    return frozenset(f"{cue.theme}/{cue.who}" for cue in find_cues(text))
