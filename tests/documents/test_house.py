"""House style from board.toml: what is used, and what is refused with the line and what to do."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from safetytool.documents.house import HouseStyle, contrast, read_house
from safetytool.errors import InputError

Write = Callable[[str], Path]


def png(width: int = 120, height: int = 40) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (0, 60, 110)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def board(tmp_path: Path) -> Write:
    """Write a board.toml, with a logo and a template beside it."""
    (tmp_path / "logo.png").write_bytes(png())
    Document().save(str(tmp_path / "letter.docx"))

    def write(text: str) -> Path:
        path = tmp_path / "board.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_without_a_file_or_table_it_is_plain_black(board: Write) -> None:
    assert read_house(None) == HouseStyle()
    assert read_house(board('[settings]\nlang = "nl"\n')) == HouseStyle()
    assert (HouseStyle().accent, HouseStyle().font) == ("000000", "Arial")


def test_everything_is_read_from_the_folder_of_the_file(board: Write) -> None:
    house = read_house(board(
        '[house_style]\norganisation = "Stichting Het Veld"\nlogo = "logo.png"\nfont = "Verdana"\n'
        'accent = "#1f3864"\ntemplate = "letter.docx"\n'
    ))  # fmt: skip
    assert (house.organisation, house.font, house.accent) == ("Stichting Het Veld", "Verdana", "1F3864")
    assert house.logo == png()
    assert house.template is not None
    assert "PNG" not in repr(house)


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ('organization = "X"', 3, "Did you mean 'organisation'"),
        ("organisation = 3", 3, "text on one line"),
        ('font = ""', 3, "such as Arial"),
        ('font = "' + "x" * 32 + '"', 3, "1 to 31"),
        ('accent = "blauw"', 3, "#1F3864"),
        ('accent = "#FFCC00"', 3, "too light.*darker"),
        ('logo = "gone.png"', 3, "cannot be read"),
        ('logo = "letter.docx"', 3, "no PNG or JPEG"),
        ('template = "logo.png"', 3, "no Word document.*save it as"),
    ],
)
def test_a_wrong_value_names_file_line_and_what_to_do(board: Write, text: str, row: int, said: str) -> None:
    path = board(f"[house_style]\n# of the board\n{text}\n")
    with pytest.raises(InputError, match=said) as error:
        read_house(path)
    assert error.value.place.file == str(path)
    assert error.value.place.row == row
    assert error.value.do


def test_a_damaged_picture_is_refused(board: Write, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png()[:20])
    with pytest.raises(InputError, match="no PNG or JPEG"):
        read_house(board('[house_style]\nlogo = "logo.png"\n'))


def test_another_kind_of_word_file_is_refused(board: Write, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "macro.docm", "w") as file:
        kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
        file.writestr("[Content_Types].xml", f"<Types>{kind}</Types>")
    with pytest.raises(InputError, match="another kind of file"):
        read_house(board('[house_style]\ntemplate = "macro.docm"\n'))


@pytest.mark.parametrize("text", ["[house_style\n", "house_style = 3\n"])
def test_broken_toml_is_refused(board: Write, text: str) -> None:
    with pytest.raises(InputError, match=r"TOML|not a table"):
        read_house(board(text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_house(tmp_path / "none.toml")


def test_contrast_is_that_of_wcag() -> None:
    # WCAG 2.2: black on white 21, #767676 the lightest grey that passes 4.5.
    assert contrast("000000") == pytest.approx(21)
    assert contrast("767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("FFFFFF") == pytest.approx(1)
