"""Whatever is wrong with a file, it is read or refused with one message that says what to do."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from safetytool.advisors import read_report
from safetytool.errors import SafetytoolError
from safetytool.read import read_source
from tests.hostile import archives, make, ordinary
from tests.hostile.guarded import Tool
from tests.hostile.make import Files

SLOW = {"wide.xlsx", "wide-questions.xlsx", "long-texts.xlsx", "repeated-filled-right.ods"}
"""These are measured by benchmarks/worst_files.py."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # the name of a socket may be no longer than a hundred characters
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # zipfile, of entries with one name
            return make.make_all(folder, (*make.MAKERS, *archives.MAKERS))


@pytest.fixture(scope="module")
def tool() -> Iterator[Tool]:
    with Tool() as ready:
        yield ready


def said(path: Path) -> str:
    """What is said of a file; '' where it is read."""
    try:
        if path.suffix == ".docx":
            read_report(path, year="2024-2025", school="12AB")
        else:
            read_source(path)
    except SafetytoolError as refusal:
        told = refusal
    else:
        return ""
    assert told.do, told
    assert told.place.file, told
    return str(told)


def test_every_file_is_read_or_refused(files: Files) -> None:
    failed = {}
    for name, path in files.items():
        if name not in SLOW:
            try:
                said(path)
            except Exception as error:
                failed[name] = repr(error)
    assert not failed
    assert len(files) > 400


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty-none.xlsx", "the file is empty"),
        ("cut-0.5.xlsx", "damaged or not complete"),
        ("cut-0.9.xls", "damaged or not complete"),
        ("cut-0.5.ods", "damaged or not complete"),
        ("cut-0.5.parquet", "damaged or not complete"),
        ("cut-0.5.docx", "damaged or not complete"),
        ("pdf-as.xlsx", "really a PDF"),
        ("html-as.xls", "really a web page"),
        ("docx-as.xlsx", "really a text document"),
        ("zip-as.xlsx", "Unpack it"),
        ("exe-as.csv", "no format that is known"),
        ("password.xlsx", "Encrypt with Password"),
        ("password.xls", "Encrypt with Password"),
        ("password.ods", "clear the box 'Save with password'"),
        ("password.docx", "clear the password"),
        ("ratio.xlsx", "raise max_unpacked_ratio"),
        ("entries.xlsx", "parts inside"),
        ("overlap.xlsx", "unpacks to"),
        ("laughs-content.ods", "damaged"),
        ("outside-document.docx", "damaged"),
        ("far-said-near.xlsx", "column XFD and row 1,048,576"),
        ("far-first.xlsx", "column XFD and row 1,048,576"),
        ("far-unsaid-long.xlsx", "column XFD and row 1,048,576"),
        ("repeated-filled-all.ods", "damaged or not complete"),
        ("quotes-open-late.csv", "row 42"),
        ("quotes-cell-of-10MB.csv", "more than 131,072 characters"),
        ("quotes-too-wide.csv", "20,000 columns"),
        ("folder.xlsx", "a folder, not a file"),
        ("pipe.csv", "a pipe or a device"),
        ("zero.csv", "a pipe or a device"),
        ("socket.csv", "a pipe or a device"),
        ("gone.xlsx", "no such file"),
        ("loop.xlsx", "cannot be opened"),
    ],
)
def test_the_message_says_what_is_wrong(files: Files, name: str, words: str) -> None:
    assert words in said(files[name])


@pytest.mark.parametrize("name", ["laughs-sharedStrings.xlsx", "outside-sharedStrings.xlsx"])
def test_entities_are_not_followed(files: Files, name: str) -> None:
    values = {
        str(value)
        for sheet in read_source(files[name]).sheets
        for column in (sheet.table.columns if sheet.table else ())
        for value in (column.header, *column.values)
    }
    assert not [value for value in values if "root:" in value or "haha" in value]


def test_a_doctype_in_another_encoding_is_refused_too(tmp_path: Path) -> None:
    """After its declaration this document is EBCDIC, so that no search for '<!DOCTYPE' finds it."""
    sound = ordinary.docx(tmp_path / "sound.docx")

    def encode(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        body = archives._with_doctype(archives.BILLION_LAUGHS, data).decode().split("?>", 1)[1]
        return b'<?xml version="1.0" encoding="cp037"?>' + body.encode("cp037", "xmlcharrefreplace")

    assert "damaged" in said(make.rewritten(sound, tmp_path / "hidden.docx", encode))


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    deep = b"<w:sdt>" * 50_000
    sound = ordinary.docx(tmp_path / "sound.docx")
    change = make.rewritten(
        sound, tmp_path / "deep.docx", lambda _, data: data.replace(b"<w:body>", b"<w:body>" + deep)
    )
    assert "damaged" in said(change)


@pytest.mark.parametrize(
    "name",
    [
        "cut-0.9.xls", "damaged-0.4.xls", "far-said-near.xlsx", "far-many-digits.xlsx", "lying.xlsx",
        "repeated-filled-all.ods", "repeated-far-down-far-right.ods", "laughs-sheet1.xlsx", "blank-rows.xlsx",
        "quotes-one-line.csv", "pipe.xlsx", "zero.csv",
    ],
)  # fmt: skip
def test_the_tool_ends_with_one_message_in_bounded_time_and_memory(
    files: Files, tool: Tool, tmp_path: Path, name: str
) -> None:
    done = tool.run("check", files[name], folder=tmp_path)
    assert done.wrong == ""


def test_advisors_schools_and_registers_are_as_safe(files: Files, tool: Tool, tmp_path: Path) -> None:
    export = ordinary.xlsx(tmp_path / "export.xlsx")
    bad = files["cut-0.9.xls"]
    for words in (
        ("analyse", export, "--advisor", bad),
        ("analyse", export, "--schools", bad),
        ("analyse", export, "--previous", bad),
        ("trend", bad),
        ("profile", bad),
        ("check", export, "--profile", bad),
        ("check", export, "--config", bad),
        ("questions", bad),
    ):
        done = tool.run(*words, folder=tmp_path)
        assert (done.status, done.wrong) == (2, ""), words
    assert not (tmp_path / "safetytool-out").exists()
