"""Makes the sample files of an invented school board again: `python data/samples/make_samples.py`.

The same files come out every time. README.md beside this script tells what is in them.
"""

import argparse
from pathlib import Path

from maker.advisors import advisor_list, advisor_report, load_advisors
from maker.answers import Group, draw_group
from maker.layouts import peilboog, register, stemgeluid, stemgeluid_csv
from maker.plan import Board, School, load_board, load_questionnaires
from maker.saving import save, save_text

SHEET_NAMES = {"pupil": "Leerlingen", "staff": "Medewerkers", "parent": "Ouders"}


def make_samples(folder: Path) -> None:
    """Write every sample file into `folder`, which must exist."""
    board = load_board()
    primary = [school for school in board.schools if school.sector != "vo"]
    secondary = [school for school in board.schools if school.sector == "vo"]
    for year in board.school_years:
        pupils = _draw(board, primary, year, "pupil")
        save(peilboog(year, pupils, _others(board, primary, year)), folder / f"peilboog-{year}.xlsx")
        pupils = _draw(board, secondary, year, "pupil")
        if year == board.school_years[0]:  # before the provider changed its export
            save_text(stemgeluid_csv(year, pupils), folder / f"stemgeluid-{year}.csv", encoding="cp1252")
        else:
            groups = {SHEET_NAMES["pupil"]: pupils, **_others(board, secondary, year)}
            save(stemgeluid(year, groups), folder / f"stemgeluid-{year}.xlsx")
    save(register(board), folder / "schools.xlsx")
    advisors = load_advisors()
    save(advisor_list(advisors["list"]), folder / "vertrouwenspersoon-po.xlsx")
    save(advisor_report(advisors["report"]), folder / "vertrouwenspersoon-vo.docx")


def _others(board: Board, schools: list[School], year: str) -> dict[str, list[Group]]:
    """Draw the answers of staff and parents, by name of their sheet; empty where nobody was asked."""
    asked = [school for school in schools if school.staff_and_parents and school.staff_and_parents <= year]
    if not asked:
        return {}
    return {SHEET_NAMES[who]: _draw(board, asked, year, who) for who in ("staff", "parent")}


def _draw(board: Board, schools: list[School], year: str, respondent_type: str) -> list[Group]:
    questionnaires = load_questionnaires()
    groups = []
    for school in schools:
        name = f"pupil_{school.sector}" if respondent_type == "pupil" else respondent_type
        groups.append(draw_group(school, year, respondent_type, questionnaires[name], board.planted))
    return groups


def main() -> None:
    """Read the command line and make the files."""
    parser = argparse.ArgumentParser(description="Make the sample files of an invented school board.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write into")
    make_samples(parser.parse_args().out)


if __name__ == "__main__":
    main()
