"""`safetytool check`: what was recognised in an export, what was not, how sure, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from safetytool.bank import load_bank
from safetytool.codes import MISSING, NOT_UNDERSTOOD, WITHHELD
from safetytool.profiles import load_profile
from safetytool.read import read_source
from safetytool.read.model import Column
from safetytool.recognise import Hints, recognise
from safetytool.recognise.model import ColumnMeaning, SheetMeaning, SourceMeaning
from safetytool.tidy.assemble import option_year
from safetytool.tidy.not_recognised import shown_answer

if TYPE_CHECKING:
    from rich.console import Console

WORDS = ((0.95, "certain"), (0.8, "sure"), (0.6, "fairly sure"), (0.0, "not sure"))
"""How sure a confidence is, for people."""

SHOWN_ANSWERS = 6
INDENT = 2


@dataclass(frozen=True)
class CheckReport:
    """Every file, understood as far as it can be."""

    meanings: tuple[SourceMeaning, ...]


def check(
    exports: Sequence[Path], *, profile: str | None = None, year: str | None = None, school: str | None = None
) -> CheckReport:
    """Read and recognise files, and judge nothing.

    What is missing (a school, a school year) is reported, not an error.

    Raises
    ------
    SafetytoolError
        A file or the profile cannot be read at all.
    """
    known = load_profile(profile) if profile else None
    hints = Hints(option_year(year), school)
    return CheckReport(
        tuple(recognise(read_source(path), load_bank(), profile=known, hints=hints) for path in exports)
    )


def to_json(report: CheckReport) -> dict[str, Any]:
    """Return the report as the machine-readable result."""
    return {
        "files": [
            {"name": meaning.source.name, "sheets": [_sheet(sheet) for sheet in meaning.sheets]}
            for meaning in report.meanings
        ]
    }


def _sheet(sheet: SheetMeaning) -> dict[str, Any]:
    """Return one sheet; a column that is read for several kinds of respondents stands there once."""
    table = sheet.sheet.table
    by_place: dict[int, list[ColumnMeaning]] = {}
    questions: list[ColumnMeaning] = []
    for meaning in sheet.columns:
        is_question = sheet.kind == "aggregated" and meaning.role in ("item", "unrecognised")
        (questions if is_question else by_place.setdefault(meaning.column.position, [])).append(meaning)
    return {
        "name": sheet.sheet.name,
        "used": sheet.kind is not None,
        "why": sheet.why,
        "kind": sheet.kind,
        "header_row": table.header_row if table else None,
        "rows": len(table.rows) if table else 0,
        "school": sheet.school,
        "school_year": sheet.school_year,
        "respondent_type": sheet.respondent_type,
        "missing": _missing(sheet),
        "notes": list(sheet.notes),
        "left_out": [{"reason": left.reason, "rows": list(left.rows)} for left in table.left_out]
        if table
        else [],
        "columns": [_column(meanings) for _, meanings in sorted(by_place.items())],
        "questions": [_column([meaning]) for meaning in questions],
    }


def _missing(sheet: SheetMeaning) -> list[str]:
    """Return what `analyse` would still have to be told."""
    if sheet.kind is None:
        return []
    roles = {column.role for column in sheet.columns}
    lacking = []
    if "school" not in roles and not sheet.school:
        lacking.append("school")
    if not {"school_year", "date"} & roles and not sheet.school_year:
        lacking.append("school_year")
    return lacking


def _column(meanings: Sequence[ColumnMeaning]) -> dict[str, Any]:
    """Return one column, by the meaning that most of its answers have."""
    main = max(meanings, key=lambda m: (m.role == "item", int((m.column.codes >= 0).sum())))
    counted = [_counted(meaning) for meaning in meanings]
    return {
        "header": main.column.header,
        "role": main.role,
        "item": main.item,
        "items": [m.item for m in meanings if m.item],
        "confidence": round(main.confidence, 3),
        "why": main.why,
        "n": sum(c["n"] for c in counted),
        "withheld": sum(c["withheld"] for c in counted),
        "missing": min(c["missing"] for c in counted),
        "scale": main.answers.scale if main.answers else None,
        "answers_not_understood": [entry for meaning in meanings for entry in not_understood(meaning)],
    }


def _counted(meaning: ColumnMeaning) -> dict[str, int]:
    """Count the scale answers (of other columns: the filled cells), withheld and missing."""
    filled = meaning.column.counts()
    empty = int((meaning.column.codes < 0).sum())
    if meaning.role != "item":
        return {"n": int(filled.sum()), "withheld": 0, "missing": empty}
    if meaning.answers is None:
        return {"n": 0, "withheld": 0, "missing": empty}
    codes = meaning.answers.codes
    return {
        "n": int(filled[codes >= 0].sum()),
        "withheld": int(filled[codes == WITHHELD].sum()),
        "missing": empty + int(filled[codes == MISSING].sum()),
    }


def not_understood(meaning: ColumnMeaning) -> list[dict[str, Any]]:
    """Return the answers of a question that are not understood, with their counts."""
    if meaning.role != "item":
        return []
    column = meaning.column
    codes = meaning.answers.codes if meaning.answers else np.full(len(column.values), NOT_UNDERSTOOD)
    return [
        {"answer": _shown(column, index), "count": int(count)}
        for index, (code, count) in enumerate(zip(codes, column.counts(), strict=True))
        if code == NOT_UNDERSTOOD
    ]


def _shown(column: Column, index: int) -> str:
    """Return an answer as written, with its label where the instrument gives it one; names are masked."""
    value = column.values[index]
    label = column.labels.get(value)
    return f"{value} = {label}" if label else shown_answer(str(value))


def print_check(report: CheckReport, console: "Console") -> None:
    """Print the report for people: 80 columns, readable without colour."""
    for meaning in report.meanings:
        console.print(meaning.source.name, style="bold", markup=False)
        for sheet in meaning.sheets:
            _print_sheet(_sheet(sheet), console)


def _print_sheet(sheet: dict[str, Any], console: "Console") -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    def say(line: str) -> None:
        console.print(Padding(Text(line), (0, 0, 0, INDENT), expand=False))

    if not sheet["used"]:
        say(f"Sheet '{sheet['name']}': not used ({sheet['why']})")
        if not sheet["columns"]:
            return
    else:
        place = ", ".join(str(sheet[k]) for k in ("school", "school_year", "respondent_type") if sheet[k])
        head = f"Sheet '{sheet['name']}': {sheet['rows']} rows, header in row {sheet['header_row']}"
        say(head + (f" ({place})" if place else ""))
    table = Table(box=None, padding=(0, 1), show_edge=False, width=min(console.width, 80) - INDENT)
    for heading, ratio in (("column", 5), ("is", 4), ("how sure", 2)):
        table.add_column(heading, ratio=ratio, overflow="fold", style=None, header_style="bold")
    for column in [*sheet["columns"], *sheet["questions"]]:
        table.add_row(*_cells(column))
    console.print(Padding(table, (0, 0, 0, INDENT), expand=False))
    for line in _advice(sheet):
        say(line)


def _cells(column: dict[str, Any]) -> list[Any]:
    """Return the cells of one column: header, what it is with what is wrong, how sure."""
    from rich.text import Text

    lines = [column["item"] or column["role"].replace("_", " ")]
    unread = column["role"] == "item" and column["scale"] is None
    if unread or column["role"] in ("unrecognised", "ignored"):
        lines.append(column["why"])
    if column["answers_not_understood"]:
        listed = [f"{a['answer']} ({a['count']}x)" for a in column["answers_not_understood"][:SHOWN_ANSWERS]]
        more = len(column["answers_not_understood"]) - SHOWN_ANSWERS
        lines.append("not understood: " + ", ".join(listed) + (f" and {more} more" if more > 0 else ""))
    sure = (
        ""
        if column["role"] == "unrecognised"
        else next(w for least, w in WORDS if column["confidence"] >= least)
    )
    return [Text(column["header"] or "(no header)"), Text("\n".join(lines)), Text(sure)]


def _advice(sheet: dict[str, Any]) -> Iterable[str]:
    """Yield what to know and to do about a sheet."""
    yield from (f"Note: {note}" for note in sheet["notes"])
    for left in sheet["left_out"]:
        if left["reason"] != "blank":
            rows = ", ".join(map(str, left["rows"][:SHOWN_ANSWERS]))
            yield f"Left out: row {rows} ({left['reason'].replace('_', ' ')})"
    for lacking in sheet["missing"]:
        option = "--school NAME" if lacking == "school" else "--year 2024-2025"
        yield f"Missing: the {lacking.replace('_', ' ')}; give it with {option}"
    columns = [*sheet["columns"], *sheet["questions"]]
    if any(c["role"] == "unrecognised" or c["answers_not_understood"] for c in columns):
        yield "What is not recognised, a profile settles: see 'safetytool profile'"
