"""Which classes there are beside a class, for following it over the years."""

from pathlib import Path

from safetytool.commands.analyse import analyse_exports
from safetytool.register import Sighting
from tests.exports import rows, write_csv, write_xlsx

AFRAID = ("Veilig", "Nooit", "Vaak", "Nooit")


def of_class(tmp_path: Path, schools: Path | None) -> Sighting:
    export = write_xlsx(tmp_path / "export.xlsx", rows([AFRAID, AFRAID, AFRAID]))
    outcome = analyse_exports([export], schools=schools, register=tmp_path / "register.sqlite")
    return next(s for s in outcome.sightings if s.unit_kind == "class" and s.items)


def test_a_class_alone_in_the_export(tmp_path: Path) -> None:
    found = of_class(tmp_path, None)
    assert (found.unit_name, found.grades, found.parallel) == ("7A", (7,), 1)
    assert not (tmp_path / "register.sqlite").exists()


def test_a_class_that_took_no_part_stands_beside_it(tmp_path: Path) -> None:
    table = [["school", "schooljaar", "klas", "leerlingen"]]
    table += [["99XA00", "2024-2025", name, "24"] for name in ("7A", "7B", "8A")]
    found = of_class(tmp_path, write_csv(tmp_path / "schools.csv", table))
    assert (found.grades, found.parallel) == ((7,), 2)
