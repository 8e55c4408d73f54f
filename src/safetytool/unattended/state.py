"""Whether what stands in a folder is what a run would write: then nothing is touched.

A hidden file beside the outputs keeps the fingerprint of what they were made from and the SHA-256 of each. It
holds no clock time and nothing depends on the order of times, so a clock that is set back does no harm. It is
renamed last of all: a run that is killed in between leaves outputs that it does not vouch for.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

from safetytool import __version__
from safetytool.write.files import HIDDEN, write_all

STATE: Final = f"{HIDDEN}-report.json"
SCHEMA: Final = 1


def fingerprint(inputs: Sequence[Path], settings: Mapping[str, object]) -> str:
    """Return what identifies a result: 64 hexadecimal digits that change when it may change.

    That is: the name and contents of every input, the settings, and the version of the tool. Folders, dates
    of files and the order of the inputs do not count.

    Parameters
    ----------
    inputs : every file that is read: exports, advisors' reports, registers, profiles, a logo. One that
        cannot be read counts as such, so that the key changes when it can be.
    settings : names -> text, numbers, paths, dates, enumerations, data classes, or collections of these.
        A path in it counts as text, not by what is in the file.

    Raises
    ------
    TypeError
        A setting is of a kind that has no lasting text.
    """
    document = {
        "tool": __version__,
        "settings": _plain(settings),
        "inputs": sorted([path.name, _digest(path)] for path in inputs),
    }
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def is_current(folder: Path, key: str, names: Sequence[str]) -> bool:
    """Tell whether the outputs in a folder were made from what `key` identifies, and nobody changed them.

    Parameters
    ----------
    folder : where the outputs are.
    key : see `fingerprint`.
    names : outputs that must be there. Others of the same set are looked at as well.
    """
    try:
        state = json.loads((folder / STATE).read_bytes())
        if state["schema_version"] != SCHEMA or state["fingerprint"] != key:
            return False
        written = dict(state["outputs"])
        return set(names) <= set(written) and all(
            _digest(folder / name) == digest for name, digest in written.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        # Missing, damaged, or of another version of the tool: write it again.
        return False


def write_current(folder: Path, key: str, outputs: Mapping[str, bytes]) -> list[Path]:
    """Write all outputs, or none, and what `is_current` needs; call it within `RunLock`.

    Parameters
    ----------
    folder : where to; see `write.files.write_all`.
    key : see `fingerprint`.
    outputs : file name (without folders) -> contents.

    Returns
    -------
    The paths of the outputs, in their order.

    Raises
    ------
    UsageError
        As `write_all`.
    """
    state = {
        "schema_version": SCHEMA,
        "fingerprint": key,
        "outputs": {name: hashlib.sha256(contents).hexdigest() for name, contents in outputs.items()},
    }
    *paths, _ = write_all(folder, {**outputs, STATE: (json.dumps(state, indent=2) + "\n").encode()})
    return paths


def current_since(folder: Path) -> datetime:
    """Return when the outputs in a folder were written, in local time with its offset; for a message only.

    Raises
    ------
    OSError
        There is no state file: ask `is_current` first.
    """
    return datetime.fromtimestamp((folder / STATE).stat().st_mtime).astimezone()


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or why it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"error {error.errno}"


def _plain(value: object) -> Any:
    """Return a value as JSON knows it, always in the same form."""
    if value is None or isinstance(value, bool | int | float | str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, Set):
        return sorted(json.dumps(_plain(one), sort_keys=True) for one in value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(one) for one in value]
    raise TypeError(f"a setting of the kind {type(value).__name__} has no lasting text")
