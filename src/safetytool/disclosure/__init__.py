"""Disclosure control: what may leave the working group without giving anybody away.

Consumes: counts per school, grade, school year and item. Returns: per cell what may be shown, such that
nothing that is protected can be worked out from the rest. Leaves out: how it is shown.
"""

from safetytool.disclosure.attack import ContradictionError, attack
from safetytool.disclosure.build import board_table, earlier_report, relations_of
from safetytool.disclosure.model import (
    CELL,
    OTHER_GRADES,
    RECORD,
    Earlier,
    Loss,
    Relations,
    Result,
    Rule,
    Table,
)
from safetytool.disclosure.protect import protect

__all__ = [
    "CELL",
    "OTHER_GRADES",
    "RECORD",
    "ContradictionError",
    "Earlier",
    "Loss",
    "Relations",
    "Result",
    "Rule",
    "Table",
    "attack",
    "board_table",
    "earlier_report",
    "protect",
    "relations_of",
]
