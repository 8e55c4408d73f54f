"""On paper: LibreOffice lays the documents out; each meeting's sheet is complete and nothing is cut off."""

import shutil
import subprocess
from pathlib import Path

import pytest

from safetytool.documents import choose, questions_docx, questions_xlsx
from safetytool.questions.model import Meeting
from tests.documents.meetings import LONG, NAMES, full, meeting

HERE = shutil.which("soffice") and shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(not HERE, reason="LibreOffice or pdftotext is not there")


def pages(content: bytes, name: str, folder: Path) -> list[str]:
    """The text of each printed page, on single lines."""
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / name],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    pdf = (folder / name).with_suffix(".pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    return [" ".join(page.split()) for page in text.split("\f")[:-1]]


def printed(meetings: list[Meeting], folder: Path) -> list[str]:
    return pages(questions_docx(meetings, language="nl", school_names=NAMES), "questions.docx", folder)


def test_every_meeting_starts_a_page_that_says_whose_it_is(tmp_path: Path) -> None:
    chosen = choose(full())
    found = printed(chosen, tmp_path)
    for one in chosen:
        first = next(page for page in found if one.title in page and "Wie leidt" in page)
        assert "schooljaar 2024-2025" in first
        assert first.index(one.title) < first.index(one.purpose[:20])
        assert ("Alleen voor" in first) == one.private
    assert all(f"Pagina {n} van {len(found)}" in page for n, page in enumerate(found, start=1))


def test_twelve_topics_and_a_long_name_are_printed_whole(tmp_path: Path) -> None:
    one = meeting(topics=12, school="34EF00")
    found = printed([one], tmp_path)
    assert all(LONG in page for page in found)
    whole = " ".join(found)
    for number in range(1, 49):
        assert f" {number}. " in whole
    for topic in one.topics:
        assert topic.title in whole
    # No heading is left alone at the foot of a page.
    for page in found:
        body = page.split(" Schrijf geen namen op")[0]
        assert not body.endswith((one.topics[0].about, "Begrijpen", "Wegen", "Doen", "Terugkijken"))


def test_the_list_prints_every_question_whole(tmp_path: Path) -> None:
    one = meeting(topics=12, school="34EF00")
    content = questions_xlsx([one], language="nl", school_names=NAMES)
    found = pages(content, "questions.xlsx", tmp_path)
    assert sum(page.count("te ver is gegaan") for page in found) == 48
    assert "Wat hebben we geleerd" in found[0]
