"""What was not recognised, row by row, for the writers."""

from dataclasses import dataclass, replace

from safetytool.signals.model import Outcome


@dataclass(frozen=True)
class Unrecognised:
    """A column, or one answer in it, that was not counted."""

    file: str
    sheet: str
    column: str
    answer: str
    """'' for a whole column."""
    respondents: int
    why: str
    """A plain English sentence."""


def unrecognised(outcome: Outcome) -> list[Unrecognised]:
    """All of it, in the order of the files."""
    frame = outcome.not_recognised
    texts = [frame[name].astype(str).tolist() for name in ("file", "sheet", "column", "answer", "why")]
    respondents = frame["respondents"].astype(int).tolist()
    return [
        Unrecognised(file, sheet, column, answer, count, why)
        for file, sheet, column, answer, why, count in zip(*texts, respondents, strict=True)
    ]


def gathered(outcome: Outcome) -> list[Unrecognised]:
    """The same, with what stands in several sheets or files said once."""
    found: dict[tuple[str, str, str], list[Unrecognised]] = {}
    for row in unrecognised(outcome):
        found.setdefault((row.column, row.answer, row.why), []).append(row)
    return [
        replace(
            rows[0],
            file=", ".join(dict.fromkeys(row.file for row in rows)),
            sheet=", ".join(dict.fromkeys(row.sheet for row in rows)),
            respondents=sum(row.respondents for row in rows),
        )
        for rows in found.values()
    ]
