"""Signals and registers made by hand, so that a test reads as what was seen and said."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from safetytool.register import Kind, Note, Record, Register, Sighting

AUTHOR = "ib"


def sighting(name: str = "aaaa00000001", **changes: Any) -> Sighting:
    """A class that stands out on one question about staff."""
    usual = Sighting(
        id=name,
        school="99XA00",
        school_year="2023-2024",
        unit_kind="class",
        unit_name="7A",
        grades=(),
        parallel=None,
        detector="cluster",
        tier="ask",
        domain="staff_conduct",
        actor="staff",
        sources=("monitor",),
        items=("pupil.staff_humiliates",),
        count=4,
        n=24,
        title="Uitgescholden: zorgen bij 4 van de 24 leerlingen in groep 7A",
    )
    return replace(usual, **changes)


def register(path: Path, *sightings: Sighting) -> Path:
    """A register in which a run found these."""
    with Register.open(path, create=True) as opened, opened.change():
        opened.see(sightings, AUTHOR)
    return path


def say(path: Path, *said: tuple[str, Kind, str], author: str = AUTHOR) -> None:
    """Record signal, kind and value, in this order."""
    with Register.open(path) as opened, opened.change():
        opened.add([Note(*one) for one in said], author)


def records(path: Path) -> dict[str, Record]:
    """All that a register has, by id."""
    with Register.open(path) as opened:
        return {record.id: record for record in opened.records()}


def told(record: Record) -> list[tuple[str, str]]:
    """Kind and value of what was said of a signal."""
    return [(entry.kind, entry.value) for entry in record.entries]


def ids(found: Iterable[Record]) -> list[str]:
    return [record.id for record in found]
