"""The board report as one self-contained page: no script, no network."""

from base64 import b64encode

from safetytool.report.model import BoardReport
from safetytool.write.board_look import Look
from safetytool.write.board_view import view
from safetytool.write.pages import template


def board_html(report: BoardReport, look: Look) -> bytes:
    """The page in the language of the report; the same report gives the same bytes."""
    kind = "png" if look.logo_name.endswith("png") else "jpeg"
    logo = f"data:image/{kind};base64,{b64encode(look.logo).decode()}" if look.logo else ""
    text = template("board.html.j2").render(report=view(report, look), logo=logo)
    return (text.rstrip() + "\n").encode()
