"""Question documents: meetings on paper (docx), as an action list (xlsx) and as plain text (md).

Consumes: meetings of the plan and a house style. Returns: bytes. Leaves out: which questions are asked.
"""

from safetytool.documents.choose import CHOICES, choose
from safetytool.documents.docx_file import questions_docx
from safetytool.documents.house import HouseStyle, house_style, read_house
from safetytool.documents.md_file import questions_md
from safetytool.documents.xlsx_file import questions_xlsx

__all__ = [
    "CHOICES", "HouseStyle", "choose", "house_style", "questions_docx", "questions_md", "questions_xlsx",
    "read_house",
]  # fmt: skip
