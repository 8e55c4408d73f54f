"""Codebook sheets and legends: found, set apart from the data, and attached to the columns."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from safetytool.read.codebook_sheet import (
    Codebook,
    Labels,
    header_keys,
    parse_codebook,
    variable_key,
    whole_number,
)
from safetytool.read.grid import Grid
from safetytool.read.legend import Legend, parse_legend
from safetytool.read.model import Cell, Column, Sheet, Table
from safetytool.read.words import words

_NAMED_SO = re.compile(
    r"codebo|codering|code\s*list|codelijst|legend|toelicht|uitleg|leeswijzer|antwoordcat|answer\s*key|dictionary"
    r"|metadata|variabel|variable|sleutel|\b(value\s*)?labels?\b|\bwaarden\b|\bwaardelabels?\b|\bvalues\b|\bschalen?\b"
    r"|\bscales?\b|\bcodes?\b|\binfo\b|\breadme\b",
    re.IGNORECASE,
)


def attach_codebooks(sheets: Sequence[Sheet], grids: Sequence[Grid | None]) -> tuple[Sheet, ...]:
    """The sheets with codebooks set apart and their labels and questions on the columns of the others."""
    codebooks: dict[int, Codebook] = {}
    for place, (sheet, grid) in enumerate(zip(sheets, grids, strict=True)):
        if grid is not None and grid.filled.any():
            others = [other for i, other in enumerate(sheets) if i != place]
            codebook = _as_codebook(sheet, grid, others)
            if codebook is not None:
                codebooks[place] = codebook
    if not any(sheet.table is not None and i not in codebooks for i, sheet in enumerate(sheets)):
        # A codebook explains data; where there are none, what looks like one is all that there is.
        codebooks = {}
    data = [sheet.name for i, sheet in enumerate(sheets) if sheet.table is not None and i not in codebooks]
    meant_for = {place: _meant_for(sheets[place].name, data) for place in codebooks}
    found: list[Sheet] = []
    for place, (sheet, grid) in enumerate(zip(sheets, grids, strict=True)):
        if place in codebooks:
            found.append(Sheet(sheet.name, None, "codebook", _codebook_notes(codebooks[place])))
            continue
        own = {other: codebooks[other] for other in codebooks if sheet.name in meant_for[other]}
        sheet = _attach(sheet, _by_origin(own, sheets))
        if grid is not None and sheet.table is not None:
            sheet = _attach_legend(sheet, grid, sheet.table)
        found.append(sheet)
    return tuple(found)


def _as_codebook(sheet: Sheet, grid: Grid, others: Sequence[Sheet]) -> Codebook | None:
    """What a sheet says as a codebook; None where it is data or something else."""
    data = [other for other in others if other.table is not None]
    own = _headers(sheet)
    # Another codebook has the same columns as this one; it does not make this one data.
    data = [other for other in data if not (_NAMED_SO.search(other.name) and _headers(other) == own)]
    known = frozenset(key for other in data for header in _headers(other) for key in header_keys(header))
    if not known or words("counting") & set(own):
        return None
    # A sheet with the same columns as the data is more data, whatever it is called.
    same = sum(bool({*header_keys(header)} & known) for header in own)
    if same >= 2 and same >= 0.5 * len(own):
        return None
    named_so = bool(_NAMED_SO.search(sheet.name))
    codebook = parse_codebook(grid, known, named_so=named_so)
    if codebook is None or named_so:
        return codebook
    # Without the name, only what speaks of the columns of the data by name is a codebook; bare numbers
    # may just number the respondents.
    matching = {*codebook.labels, *(key for key in codebook.questions if not key.isdigit())} & known
    return codebook if len(matching) >= 2 else None


def _headers(sheet: Sheet) -> list[str]:
    return [] if sheet.table is None else [column.header.casefold() for column in sheet.table.columns]


def _codebook_notes(codebook: Codebook) -> tuple[str, ...]:
    if codebook.conflicts == ("",):
        return ("It gives two labels to one number without saying for which question, so it was not used.",)
    if codebook.conflicts:
        names = ", ".join(f"'{key}'" for key in codebook.conflicts)
        return (f"It gives two labels to one number of {names}; these labels were not used.",)
    if not (codebook.labels or codebook.questions or codebook.shared):
        return ("Nothing in it names the values or questions of another sheet.",)
    return ()


def _by_origin(codebooks: Mapping[int, Codebook], sheets: Sequence[Sheet]) -> dict[str, Codebook]:
    """The codebooks by what to call them in a note.

    What they all say of values in general only holds where none of them speaks of a column by name.
    """
    origins = {f"sheet '{sheets[place].name}'": codebook for place, codebook in codebooks.items()}
    specific = {key for codebook in codebooks.values() for key in codebook.labels}
    return {origin: replace(codebook, spoken_for=frozenset(specific)) for origin, codebook in origins.items()}


def _meant_for(name: str, sheets: Sequence[str]) -> set[str]:
    """The sheets that a codebook is for: those with most words of its name in theirs, else all."""
    shared = {sheet: len(_distinctive(name) & _distinctive(sheet)) for sheet in sheets}
    most = max(shared.values(), default=0)
    return {sheet for sheet, number in shared.items() if number == most}


def _distinctive(name: str) -> set[str]:
    """The words in a sheet's name that can say which sheets belong together."""
    found = re.findall(r"\w+", name.casefold())
    return {word for word in found if len(word) >= 3 and not _NAMED_SO.search(word)}


def _attach(sheet: Sheet, codebooks: Mapping[str, Codebook]) -> Sheet:
    """The sheet with what codebooks, by what to call them, say of its columns."""
    if sheet.table is None:
        return sheet
    columns = list(sheet.table.columns)
    used: Counter[str] = Counter()
    doubtful = 0
    for place, column in enumerate(columns):
        said = {origin: _explain(column, codebook) for origin, codebook in codebooks.items()}
        said = {origin: explained for origin, explained in said.items() if explained is not column}
        agreed = _agreed(list(said.values())) if said else column
        doubtful += agreed is None
        columns[place] = agreed or column
        used.update([*said] if agreed else [])
    notes = [
        f"What values or codes mean was taken from {origin} for {number} column{'s' * (number > 1)}."
        for origin, number in used.items()
    ]
    if doubtful:
        notes.append(
            f"The codebooks do not agree on {doubtful} column{'s' * (doubtful > 1)}; they were not used for "
            "these. Give each codebook the name of the sheet that it explains."
        )
    if not notes:
        return sheet
    return replace(sheet, table=replace(sheet.table, columns=tuple(columns)), notes=(*sheet.notes, *notes))


def _agreed(versions: Sequence[Column]) -> Column | None:
    """What several codebooks say of a column, taken together; None where they contradict each other."""
    labels = [version.labels for version in versions if version.labels]
    questions = [version.long_header for version in versions if version.long_header]
    if any(other != labels[0] for other in labels) or len(set(questions)) > 1:
        return None
    return replace(versions[0], labels=labels[0] if labels else {}, long_header="".join(questions[:1]))


def _explain(column: Column, codebook: Codebook) -> Column:
    """The column with what a codebook says of it; what the file itself says of it stays."""
    keys = header_keys(column.header)
    question = next((codebook.questions[key] for key in keys if key in codebook.questions), "")
    labels = next((codebook.labels[key] for key in keys if key in codebook.labels), {})
    if not codebook.spoken_for & {*keys} and not labels and _fits(column, codebook.shared):
        labels = codebook.shared
    if variable_key(question) in keys:
        question = ""
    named = _as_written(column, labels)
    if not question and not named:
        return column
    return replace(column, labels={**named, **column.labels}, long_header=column.long_header or question)


def _fits(column: Column, labels: Labels) -> bool:
    """Whether all values of a column are whole numbers within the range of a shared list of labels.

    A class, a grade or a number of a pupil may be such a number too, and is no answer.
    """
    if column.header.casefold() in words("metadata") | words("number_headings"):
        return False
    numbers = [whole_number(value) for value in column.values]
    known = [number for number in numbers if number is not None]
    if not labels or not known or len(known) < len(numbers):
        return False
    return min(labels) <= min(known) and max(known) <= max(labels)


def _as_written(column: Column, labels: Labels) -> dict[Cell, str]:
    """The labels by the values as the column writes them (numbers, or text that is a number)."""
    texts = {number: value for value in column.values if isinstance(value, str)
             and (number := whole_number(value)) is not None}  # fmt: skip
    if labels and column.values and not any(whole_number(value) in labels for value in column.values):
        return {}
    return {texts.get(number, str(number) if texts else number): label for number, label in labels.items()}


def _attach_legend(sheet: Sheet, grid: Grid, table: Table) -> Sheet:
    """Use a legend that stands above or under the table, if it can only be meant for all of it."""
    note_rows = [row - 1 for left in table.left_out if left.reason == "note" for row in left.rows]
    cells = [cell for row in note_rows for cell in grid.row(row)]
    texts = [text for text in (*table.titles, *cells) if isinstance(text, str)]
    legends = [legend for text in texts if (legend := parse_legend(text)) is not None]
    if not legends:
        return sheet
    if len({tuple(legend.labels.items()) for legend in legends}) > 1 or any(map(_is_for_some, legends)):
        note = "What numbers mean is explained beside the table for some questions only; it was not used."
        return replace(sheet, notes=(*sheet.notes, note))
    return _attach(sheet, {"the explanation beside the table": Codebook(shared=legends[0].labels)})


def _is_for_some(legend: Legend) -> bool:
    """Whether the text before a legend names particular questions ('Vraag 3 t/m 8')."""
    return bool(re.search(r"\d", legend.before))
