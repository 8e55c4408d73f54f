"""The confidential inspectors' national figures: figures of no school."""

from pathlib import Path

from safetytool.advisors import read_report

HEAD = "school_year,sector,category,about,unit,count,source\n"
PARTS = {
    "psychological violence": 992, "physical violence": 560, "sexual intimidation": 318, "sexual abuse": 152,
    "discrimination": 116, "radicalisation": 7, "other": 8,
}  # fmt: skip


def test_figures_of_no_school(tmp_path: Path) -> None:
    """The Inspectorate's categories of 2022-2023 add up to 2,153, and it states 2,152."""
    lines = ["2022-2023,all,total,any,files,2152,s", "2022-2023,po,total,any,files,1005,s"]
    lines += [f"2022-2023,all,{category},any,files,{n},s" for category, n in PARTS.items()]
    lines += ["2022-2023,all,sexual abuse,staff,files,91,s"]
    lines += ["2023-2024,all,total,any,files,2317,s", "2023-2024,all,sexual abuse,any,files,96,s"]
    path = tmp_path / "national.csv"
    path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    report = read_report(path)
    assert len(report.rows) == report.rows_in == len(lines)
    assert set(report.rows["school"]) == {""}
    assert set(report.rows["sector"]) == {"all", "po"}
    assert set(report.rows["source_text"]) == {"s"}
    assert [(d.school_year, d.stated, d.summed) for d in report.disagreements] == [("2022-2023", 2152, 2153)]
    assert set(report.rows["kind"][report.rows["about"] == "any"]) == {"total"}
