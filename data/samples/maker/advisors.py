"""The reports of the invented confidential advisors: a list in Excel, and a year report in Word."""

import tomllib
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from openpyxl import Workbook

from maker.layouts import FICTIONAL, dress, fill, new_workbook
from maker.plan import HERE


def load_advisors() -> Mapping[str, Any]:
    """Read advisors.toml."""
    return tomllib.loads((HERE / "advisors.toml").read_text(encoding="utf-8"))


def advisor_list(plan: Mapping[str, Any]) -> Workbook:
    """Lay out the advisor's list: one row a report."""
    workbook = new_workbook()
    sheet = workbook.create_sheet("Meldingen")
    fill(sheet, [[f"{plan['title']} ({FICTIONAL})"], [], plan["headers"], *plan["rows"]])
    dress(sheet, header_row=3)
    return workbook


def advisor_report(plan: Mapping[str, Any]) -> WordDocument:
    """Lay out the advisor's year report: some text, a table of counts, some more text."""
    document = Document()
    document.core_properties.author = ""
    document.add_heading(plan["title"], level=0)
    document.add_paragraph(FICTIONAL)
    for paragraph in plan["opening"]:
        document.add_paragraph(paragraph)
    document.add_heading("Meldingen", level=1)
    rows = [plan["headers"], *plan["rows"]]
    table = document.add_table(rows=len(rows), cols=len(plan["headers"]), style="Table Grid")
    for line, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, cells, strict=True):
            cell.text = text
    document.add_heading("Tot slot", level=1)
    for paragraph in plan["closing"]:
        document.add_paragraph(paragraph)
    return document
