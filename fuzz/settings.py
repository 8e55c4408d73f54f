"""What users write themselves: board.toml, read by all who read a part of it, and profiles."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from fuzz.harness import Harness, always
from safetytool.agenda import read_agenda
from safetytool.documents import read_house
from safetytool.errors import SafetytoolError
from safetytool.profiles import load_profile
from safetytool.report.config import read_config
from safetytool.settings import read_settings

READERS: Final[tuple[Callable[[Path], object], ...]] = (
    read_settings,
    read_config,
    read_house,
    read_agenda,
    load_profile,
)


def read(path: Path) -> None:
    """Read one file as each of them; it is refused if none of them takes it."""
    refusals: list[SafetytoolError] = []
    for reader in READERS:
        try:
            reader(path)
        except SafetytoolError as error:
            refusals.append(error)
    if len(refusals) == len(READERS):
        raise refusals[0]


HARNESS: Final = Harness(read, always(".toml"), longest=8192)
