"""The board report on paper, tagged for screen readers (PDF/UA-1), with contents and page numbers."""

import json

from safetytool.report.model import BoardReport
from safetytool.texts.board import word
from safetytool.write.board_look import Look
from safetytool.write.board_view import view
from safetytool.write.typesetting import own_fonts, printable, template_of, typeset


def board_pdf(report: BoardReport, look: Look) -> bytes:
    """The document in the language of the report; the same report gives the same bytes.

    Raises
    ------
    UsageError
        SOURCE_DATE_EPOCH holds no number of seconds.
    """
    fonts = own_fonts()
    text, changed = printable(json.dumps(view(report, look), ensure_ascii=False), fonts)
    if changed:
        text = json.dumps(
            json.loads(text) | {"not_shown": word("page.not_shown", report.language)}, ensure_ascii=False
        )
    pictures = {look.logo_name: look.logo} if look.logo else {}
    return typeset(template_of("board.typ"), {"report": text}, fonts, pictures)
