"""What may not be kept any longer, and what becomes of it.

Signals are kept a number of school years after the one they are of. What is older is removed, or made
anonymous so that the loop in numbers can still be counted: see `Register.remove`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from safetytool.register.model import Record
from safetytool.register.store import Register, backups


@dataclass(frozen=True)
class Purge:
    """What a purge removes, or would remove."""

    before: str
    """Signals of earlier school years than this one."""
    signals: tuple[str, ...]
    entries: int
    copies: tuple[Path, ...]
    """Copies of older versions of the register, which hold the same."""


def school_year_of(day: date) -> str:
    """Return the school year in which a day falls.

    >>> school_year_of(date(2025, 7, 31)), school_year_of(date(2025, 8, 1))
    ('2024-2025', '2025-2026')
    """
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"


def too_old(records: Sequence[Record], years: int, today: date, path: Path) -> Purge:
    """Return what is older than a number of school years before the one of today."""
    first = int(school_year_of(today)[:4]) - years
    old = [record for record in records if record.signal.first_year < first]
    entries = sum(len(record.entries) for record in old)
    copies = tuple(backups(path)) if old else ()
    return Purge(f"{first}-{first + 1}", tuple(record.id for record in old), entries, copies)


def purge(register: Register, years: int, today: date, *, anonymise: bool, author: str) -> Purge:
    """Remove what is too old, or make it anonymous; copies of older versions go too.

    Raises
    ------
    SafetytoolError
        The register cannot be written; nothing is removed then.
    """
    with register.change():
        found = too_old(register.records(), years, today, register.path)
        if found.signals:
            entries = 0 if anonymise else found.entries
            why = json.dumps({"before": found.before, "signals": len(found.signals), "entries": entries})
            register.remove(found.signals, only_words=anonymise, why=why, author=author)
    for copy in found.copies:
        copy.unlink(missing_ok=True)
    return found
