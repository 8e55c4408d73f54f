"""Whatever was found can be written, in both languages, twice the same, and does no harm when opened."""

import io
import json
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.bank.model import LANGUAGES, Language
from safetytool.commands.analyse import OUTPUTS, analyse_exports, as_bytes
from safetytool.questions import read_signals
from safetytool.signals import Outcome
from tests.properties.files import one
from tests.properties.strategies import Monitor, examples, monitors

NAMES = (
    "De Regenboog", '<script>alert("x")</script>', "=2+5", "+31", "-1", "@SUM(A1)", "a&b<c>d", "{{ 7*7 }}",
    "../../x", "O'Brien \"school\"", "<img src=x onerror=alert(1)>",
)  # fmt: skip
MARK = "zz<b>zz"
"""Stands in every hostile name: found as a tag, it was not escaped."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("writers")


class Tags(HTMLParser):
    """The tags of a page, and whether all are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]


def outcome(folder: Path, monitor: Monitor, school: str, language: Language) -> Outcome:
    """What is found in an export whose first school, classes and remarks mean harm."""
    table = monitor.table()
    first = monitor.people[0].school
    for row, person in zip(table[1:], monitor.people, strict=True):
        row[1] = f"{school} {MARK}" if person.school == first else person.school
        row[-1] = f"{person.remark} {school} {MARK}" if person.remark else None
    return analyse_exports([one(folder, "export", table)], language=language)


@examples(6)
@given(monitor=monitors(years=2), school=st.sampled_from(NAMES), language=st.sampled_from(LANGUAGES))
def test_every_outcome_is_written_and_is_harmless(
    folder: Path, monitor: Monitor, school: str, language: Language
) -> None:
    found = outcome(folder, monitor, school, language)
    written = {name: as_bytes(found, name) for name in OUTPUTS}
    assert written == {name: as_bytes(found, name) for name in OUTPUTS}

    document = json.loads(written["signals.json"])
    asked = read_signals(document, "signals.json")
    assert [signal.id for signal in asked] == [signal["id"] for signal in document["signals"]]
    for signal in document["signals"]:
        assert signal["n"] is None or signal["count"] <= signal["n"]
        assert signal["rate"] is None or 0 <= signal["rate"] <= 1
        assert (signal["route"] is not None) == (signal["tier"] == "act")

    page = written["report.html"].decode()
    assert not {"script", "b", "img", "iframe"} & Tags(page).names
    assert MARK not in page

    book = openpyxl.load_workbook(io.BytesIO(written["signals.xlsx"]))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                starts = isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
                assert not starts or cell.quotePrefix, cell.value


@examples(3)
@given(monitor=monitors(years=2, remarks=False))
def test_both_languages_tell_the_same_signals(folder: Path, monitor: Monitor) -> None:
    path = one(folder, "export", monitor.table())
    dutch, english = (analyse_exports([path], language=language) for language in LANGUAGES)
    assert [s.id for s in dutch.signals] == [s.id for s in english.signals]
    assert [s.tier for s in dutch.signals] == [s.tier for s in english.signals]
    assert all(s.title and s.explanation for s in (*dutch.signals, *english.signals))
