"""Reading .docx: what stands in it, in order, and what is refused."""

import zipfile
from pathlib import Path

import docx
import pytest

from safetytool.errors import InputError
from safetytool.read.word import Paragraph, WordTable, read_word


def test_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "OBS De Linde"
    document.add_heading("Jaarverslag", 1)
    document.add_paragraph("Er zijn\u00a0 geen meldingen.")
    table = document.add_table(2, 3)
    for column, text in enumerate(("Soort", "Aantal", "Opmerking")):
        table.cell(0, column).text = text
    table.cell(1, 1).text = "2"
    table.cell(0, 1).merge(table.cell(0, 2))
    document.add_heading("Slot", 2)
    path = tmp_path / "verslag.docx"
    document.save(str(path))
    found = read_word(path)
    assert found.page_headers == ("OBS De Linde",)
    first, second, third, last = found.blocks
    assert first == Paragraph("Jaarverslag", 1, 1)
    assert second == Paragraph("Er zijn geen meldingen.", 0, 2)
    assert last == Paragraph("Slot", 2, 3)
    assert isinstance(third, WordTable)
    assert third.grid.row(0)[0] == "Soort"
    assert third.grid.row(1) == [None, 2, None] or third.grid.row(1) == [None, "2", None]
    assert [(m.left, m.right) for m in third.grid.merges] == [(1, 2)]


def test_cells_merged_downwards_hold_for_all_their_rows(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "De Linde"
    table.cell(0, 0).merge(table.cell(1, 0))
    path = tmp_path / "verslag.docx"
    document.save(str(path))
    (found,) = read_word(path).blocks
    assert isinstance(found, WordTable)
    assert [found.grid.cell(row, 0) for row in range(2)] == ["De Linde", "De Linde"]


def of_body(path: Path, body: str, *, before: str = "") -> Path:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'{before}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return path


def test_tracked_changes_and_content_controls(tmp_path: Path) -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>2 </w:t></w:r></w:ins><w:del><w:r><w:delText>3 </w:delText></w:r></w:del>"
        "<w:r><w:t>meldingen</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>De Linde</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    found = read_word(of_body(tmp_path / "verslag.docx", body)).blocks
    assert [block.text for block in found if isinstance(block, Paragraph)] == ["2 meldingen", "De Linde"]


def test_entities_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    dtd = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    with pytest.raises(InputError, match="damaged"):
        read_word(of_body(tmp_path / "x.docx", "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", before=dtd))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (80 << 20))
    with pytest.raises(InputError, match="unpacks to"):
        read_word(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"WordDocument", "before 2007"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"just text", "no Word document"),
        (b"PK\x03\x04 cut off", "damaged"),
    ],
)
def test_other_files_are_refused_with_what_to_do(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "verslag.docx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read_word(path)
    assert "Word" in str(caught.value)
