"""What must hold for every input: it is read, or refused with one clear message; nothing else escapes."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from safetytool.errors import SafetytoolError

CORPUS: Final = Path(__file__).parent / "corpus"
NAMES: Final = ("delimited", "workbooks", "parquet", "advisors", "recognition", "settings", "signals")
"""The families of readers; each is a module of this package."""

LONGEST_MESSAGE: Final = 4_000
"""Characters. A message that quotes a whole cell or file is no clear message."""


@dataclass(frozen=True)
class Harness:
    """One family of readers: what reads a file, and which file the fuzzer's bytes are."""

    read: Callable[[Path], object]
    suffix_of: Callable[[bytes], str]
    longest: int
    """Bytes of an input; what is larger tells nothing new and is slow."""
    zipped: bool = False
    """Inputs are zip files: their parts are changed, not only their bytes."""
    modules: tuple[str, ...] = ()
    """Modules of safetytool that are imported late, to be measured from the start."""

    def try_bytes(self, data: bytes) -> str | None:
        """Read `data` as a file; return the message with which it is refused, or None.

        Raises
        ------
        AssertionError
            The message is empty or endless.
        Exception
            Whatever the reader let escape: that is what the fuzzer looks for.
        """
        with tempfile.TemporaryDirectory(prefix="safetytool-fuzz-") as folder:
            file = Path(folder) / f"leerlingen-2024-2025{self.suffix_of(data)}"
            file.write_bytes(data)
            try:
                self.read(file)
            except SafetytoolError as error:
                message = str(error)
                assert 0 < len(message) <= LONGEST_MESSAGE, f"a message of {len(message)} characters"
                return message
        return None


def always(suffix: str) -> Callable[[bytes], str]:
    """Return a rule by which every input has one suffix."""
    return lambda _: suffix
