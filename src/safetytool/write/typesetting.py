"""Setting a PDF, tagged for screen readers (PDF/UA-1), with Typst.

Typst comes as a Python package with its fonts in it: no program, font or network of the machine takes part.
All words reach a template as data (`sys.inputs`), so that none is ever read as markup.
"""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from safetytool.write.stamp import stamp

if TYPE_CHECKING:
    from typst import Fonts

STANDARD: Final = "ua-1"
PROBE: Final = '#set document(title: "probe")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n'
"""The fonts that the templates use, in the same order."""
NOT_SHOWN: Final = "□"
"""In the place of a character that none of the fonts has."""


def own_fonts() -> "Fonts":
    """The fonts that come with Typst, and no others."""
    from typst import Fonts

    return Fonts(include_system_fonts=False)


def template_of(name: str) -> str:
    """A Typst template of this package."""
    return files(__package__).joinpath(f"templates/{name}").read_text(encoding="utf-8")


def printable(text: str, fonts: "Fonts") -> tuple[str, bool]:
    """The text with □ for every character that no font has, and whether there is any such character."""
    text = normalize("NFC", text)
    missing = [letter for letter in sorted(set(text)) if not letter.isascii() and not _has(fonts, letter)]
    return text.translate(dict.fromkeys(map(ord, missing), NOT_SHOWN)), bool(missing)


def _has(fonts: "Fonts", letter: str) -> bool:
    """Whether the fonts can show a character: Typst refuses a tagged document where they cannot."""
    from typst import TypstError

    try:
        typeset(PROBE + "#sys.inputs.letter", {"letter": letter}, fonts)
    except TypstError:
        return False
    return True


def typeset(
    template: str, inputs: dict[str, str], fonts: "Fonts", pictures: Mapping[str, bytes] = {}
) -> bytes:
    """The document; the same template and inputs give the same bytes.

    Its date is SOURCE_DATE_EPOCH where that is set, else the fixed one of all files.

    Parameters
    ----------
    template : Typst markup.
    inputs : what it finds in `sys.inputs`.
    fonts : as `own_fonts`.
    pictures : file name -> contents of the only files that it can reach.

    Raises
    ------
    UsageError
        SOURCE_DATE_EPOCH holds no number of seconds.
    """
    from typst import compile as compiled

    # A folder with nothing but the template and its pictures as root: it can reach no other file.
    with TemporaryDirectory() as folder:
        source = Path(folder) / "template.typ"
        source.write_text(template, encoding="utf-8")
        for name, contents in pictures.items():
            (Path(folder) / name).write_bytes(contents)
        return compiled(
            source,
            root=Path(folder),
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARD,
            timestamp=int(stamp().timestamp()),
        )
