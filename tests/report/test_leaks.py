"""Nothing that is protected stands in a report to a board: not in words, tables, pictures or the workbook."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from safetytool.commands.report import Made
from safetytool.disclosure import CELL, attack
from safetytool.report.build import board_report
from safetytool.report.figures import ITEMS, Cell, report_table
from safetytool.report.material import Material
from safetytool.report.model import BoardReport
from safetytool.report.relations import parts_of, relations_between
from safetytool.signals.model import Reason, Signal
from safetytool.texts import term
from safetytool.texts.board import count_words, word, words
from safetytool.write.board_html import board_html
from safetytool.write.board_look import Look
from safetytool.write.board_view import view
from safetytool.write.board_workbook import board_workbook
from tests.report import boards

SECRET = "GEHEIM"  # noqa: S105
NUMBER = 987_654_321
TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)


def texts(report: BoardReport) -> str:
    """All that anybody can read in a report: what the PDF is set from, the page, the workbook, the summary.

    Of pictures their words count, and not where their lines run.
    """
    page = board_html(report, Look()).decode()
    pdf = json.dumps(view(report, Look()), ensure_ascii=False)
    book = "\n".join(str(value) for row in cells(report) for value in row if value is not None)
    return "\n".join(TAG.sub(" ", part) for part in (page, pdf, book))


def cells(report: BoardReport) -> Iterator[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(board_workbook(report)))
    for sheet in book.worksheets:
        yield from sheet.iter_rows(values_only=True)


def numbers(text: str) -> set[int]:
    """Every whole number in a text, with or without a separator of thousands."""
    return {int(found.replace(".", "")) for found in re.findall(r"(?<![\d,.])\d{1,3}(?:\.\d{3})+|\d+", text)}


# -- what is shown --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def distinct(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return boards.made(boards.distinct(tmp_path_factory.mktemp("distinct")))


def secrets(made: Made) -> set[int]:
    """The protected counts, as far as no published figure happens to be the same number."""
    assert made.result is not None
    told = made.result.cells
    hidden = set(told.loc[told["mark"] != "value", "value"])
    return hidden - set(told.loc[told["mark"] == "value", "value"])


def test_no_protected_count_stands_anywhere(distinct: Made) -> None:
    hidden = secrets(distinct)
    assert {61, 67, 73, 79} <= hidden
    assert not numbers(texts(distinct.report)) & hidden


def test_the_test_sees_them_where_they_are_shown(distinct: Made) -> None:
    material = distinct.material
    open_ = {
        key: Cell("value", str(int(value)), float(value)) if (value := truth(distinct).get(key)) else cell
        for key, cell in material.figures.cells.items()
    }
    leaking = replace(material, figures=replace(material.figures, cells=open_))
    assert {61, 67, 73, 79} <= numbers(texts(board_report(leaking)))


def truth(made: Made) -> dict[object, int]:
    assert made.result is not None
    columns = ["school_year", "respondent_type", "school", "item", "kind", "value"]
    return {
        ((year, who, school, item), kind): int(value)
        for year, who, school, item, kind, value in made.result.cells[columns].itertuples(index=False)
    }


# -- what a signal says -----------------------------------------------------------------------


def spoiled(signal: Signal) -> Signal:
    """The same signal with every number and every sentence of its own replaced."""
    reasons = tuple(_spoiled_reason(reason) for reason in signal.reasons)
    title = signal.title if signal.detector == "blind_spot" else SECRET
    return replace(
        signal, title=title, explanation=SECRET, caveats=(SECRET,), count=NUMBER, n=NUMBER, rate=0.123456,
        interval=(0.111, 0.222), expected=0.333, evidence={"probability": 0.444}, reasons=reasons,
        unit=replace(signal.unit, name=SECRET),
    )  # fmt: skip


def _spoiled_reason(reason: Reason) -> Reason:
    return replace(reason, text=SECRET, count=NUMBER, n=NUMBER, unit=replace(reason.unit, name=SECRET))


def with_signals(material: Material, signals: tuple[Signal, ...]) -> Material:
    return replace(material, outcome=replace(material.outcome, signals=signals))


def test_no_number_and_no_sentence_of_a_signal_reaches_a_board() -> None:
    made = boards.sample()
    signals = tuple(spoiled(signal) for signal in made.material.outcome.signals)
    report = board_report(with_signals(made.material, signals))
    assert SECRET not in texts(report)
    assert report == made.report


def test_a_working_group_reads_them() -> None:
    made = boards.sample("working_group")
    signals = tuple(spoiled(signal) for signal in made.material.outcome.signals)
    assert SECRET in texts(board_report(with_signals(made.material, signals)))


def test_no_hidden_count_changes_the_report_of_a_board() -> None:
    made = boards.sample()
    figures = made.material.figures
    shows = ("value", "rounded", "band")
    wrong = {
        key: cell if cell.mark in shows else replace(cell, shown=SECRET)
        for key, cell in figures.cells.items()
    }
    assert wrong != figures.cells
    report = board_report(replace(made.material, figures=replace(figures, cells=wrong)))
    assert report == made.report


# -- the matter of the chair ------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_board_cannot_tell_where_the_matter_is_nor_how_many_there_are(language: str) -> None:
    made = boards.sample("board", language)  # type: ignore[arg-type]
    signals = made.material.outcome.signals
    matters = [s for s in signals if s.tier == "act" and s.school_year == made.report.school_year]
    assert len(matters) > 1
    elsewhere = tuple(
        replace(s, school="99XB00") if s in matters else s for s in signals if s not in matters[1:]
    )
    assert board_report(with_signals(made.material, elsewhere)) == made.report
    without = tuple(s for s in signals if s not in matters)
    assert board_report(with_signals(made.material, without)).matter == ""
    assert word("matter.board", language) in texts(made.report)  # type: ignore[arg-type]
    assert not made.report.route
    assert "0900" not in texts(made.report)


def test_no_class_and_no_single_question_on_staff_reaches_a_board() -> None:
    made = boards.sample()
    shown = texts(made.report)
    bank = made.material.counts.bank
    single = [i for i in bank.items.values() if i.domain == "staff_conduct" and i.respondent_type == "pupil"]
    assert not [i.id for i in single if i.says["nl"] in shown]
    units = made.material.counts.units
    classes = set(units.loc[units["unit_kind"] == "class", "unit_name"])
    assert {"7A", "2B"} <= classes
    named = [name for name in classes if not name.isdecimal()]
    assert not [name for name in named if re.search(rf"\b{re.escape(name)}\b", shown)]


def test_a_question_on_staff_that_could_not_be_read_is_not_named_either() -> None:
    made = boards.sample()
    bank = made.material.counts.bank
    signals = made.material.outcome.signals
    model = next(s for s in signals if s.detector == "blind_spot" and s.domain == "staff_conduct")
    gist = bank.items["pupil.staff_touch"].gist["nl"]
    unread = replace(
        model, school_year=made.report.school_year, title=f"Wel gevraagd, maar niet te lezen: {gist}",
        items=("pupil.staff_touch",),
    )  # fmt: skip
    shown = texts(board_report(with_signals(made.material, (*signals, unread))))
    assert gist not in shown
    assert "vragen over gedrag van personeel waren niet te lezen" in shown
    private = boards.sample("working_group").material
    assert gist in texts(board_report(with_signals(private, (*signals, unread))))


# -- what can be worked out --------------------------------------------------------------------


def bounds_from_the_workbook(made: Made) -> dict[tuple[str, ...], tuple[float, float]]:
    """What somebody who has the workbook writes down: for every figure on it the least and the most."""
    report, language = made.report, made.report.language
    book = openpyxl.load_workbook(io.BytesIO(board_workbook(report)))
    names = {name: school for school, name in made.material.outcome.school_names.items()}
    names[word("page.all_schools", language)] = ""
    who = {term(f"respondents.{kind}", language): kind for kind in ITEMS}
    labels = {
        (kind, text): item for kind in ITEMS for item, text in words(f"figure.{kind}", language).items()
    }
    few = count_words("few", "", 0, made.material.figures.threshold, language)
    found: dict[tuple[str, ...], tuple[float, float]] = {}
    rows = book[word("sheet.figures", language)].iter_rows(min_row=2, values_only=True)
    for year, school, kind, label, count, n, _, shown in rows:
        of = who[str(kind)]
        key = (str(year), of, names[str(school)], "", labels[(of, str(label))])
        if isinstance(n, int):
            found[(*key, "n")] = (n, n)
        if isinstance(count, int):
            found[(*key, "concerns")] = (count, count)
        elif shown == few:
            found[(*key, "concerns")] = (0, made.material.figures.threshold - 1)
    return found


def test_an_attacker_with_the_workbook_pins_no_protected_count() -> None:
    made = boards.sample()
    material = made.material
    table = report_table(material.counts, material.outcome.heard)
    relations = relations_between(table, parts_of(material.counts.bank, ITEMS))
    known = bounds_from_the_workbook(made)
    keys = list(map(tuple, table.cells[CELL].astype(str).to_numpy()))
    assert set(known) <= set(keys)
    low = np.array([known.get(key, (0, np.inf))[0] for key in keys], float)
    high = np.array([known.get(key, (0, np.inf))[1] for key in keys], float)
    value, kind = table.cells["value"].to_numpy(), table.cells["kind"].to_numpy()
    threshold = material.figures.threshold
    protected = np.flatnonzero((value < threshold) & np.isin(kind, ["concerns", "rest"]))
    assert len(protected) > 20
    lowest, highest = attack(relations, low, high, protected)
    assert (lowest == 0).all()
    assert (highest >= threshold - 1).all()


def test_the_attacker_finds_them_where_a_figure_too_many_is_shown() -> None:
    made = boards.sample()
    material = made.material
    table = report_table(material.counts, material.outcome.heard)
    relations = relations_between(table, parts_of(material.counts.bank, ITEMS))
    value, kind = table.cells["value"].to_numpy(float), table.cells["kind"].to_numpy()
    protected = np.flatnonzero((value < 5) & (kind == "concerns") & (table.cells["school"] != ""))
    low, high = value.copy(), value.copy()
    low[protected[:1]], high[protected[:1]] = 0, 4
    lowest, highest = attack(relations, low, high, protected[:1])
    assert lowest[0] == highest[0] == value[protected[0]]


@pytest.mark.parametrize("method", ["round", "band"])
def test_with_rounding_and_bands_no_exact_count_of_concerns_is_shown(tmp_path: Path, method: str) -> None:
    file = boards.distinct(tmp_path)
    file.write_text(file.read_text() + f'method = "{method}"\n')
    made = boards.made(file)
    assert {"rounded" if method == "round" else "band"} <= {
        c.mark for c in made.material.figures.cells.values()
    }
    assert all(figure.count.exact is None for figure in made.report.figures)
    assert not numbers(texts(made.report)) & {113, 127, 131, 137, 149}
    assert not made.report.trend.series
