"""The sample board over two years: matters are matched as a person would match them."""

from collections.abc import Callable
from pathlib import Path

from safetytool.register import continuations
from tests.conftest import Run
from tests.register.given import records

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
Told = tuple[str | None, str, str, str]
"""School, detector, unit and first question of a signal."""

# What goes on in 2023-2024 of what was found in 2022-2023, by hand from the signals of both years. Pupils who
# are afraid of staff at De Papieren Vlieger are planted in every year; so is that De Dagdroom asks nothing
# about staff. Class 6B is no continuation of 7B, and is one of what was found in the whole school.
VLIEGER = {("deviation", "99XA00"), ("sentinel", "99XA00")}
GOES_ON: dict[Told, set[tuple[str, str]]] = {
    ("99XA00", "deviation", "99XA00", "pupil.afraid_of_staff"): {*VLIEGER, ("cluster", "6B")},
    ("99XA00", "cluster", "7B", "pupil.afraid_of_staff"): VLIEGER,
    ("99XA00", "sentinel", "99XA00", "pupil.threatened"): set(),
    ("99XA00", "cluster", "6", "pupil.excluded"): set(),
    ("99XB00", "sentinel", "99XB00", "pupil.afraid_of_staff"): {("sentinel", "99XB00")},
    ("99XC00", "sentinel", "99XC00", "pupil.afraid_of_staff"): {("sentinel", "99XC00")},
    ("99XF00", "blind_spot", "99XF00", ""): {("blind_spot", "99XF00")},
    ("99XF00", "sentinel", "99XF00", "pupil.feels_safe"): {("sentinel", "99XF00")},
}


def test_matters_go_on_as_a_person_would_say(run: Run, at: Callable[[str], None], tmp_path: Path) -> None:
    common = ("--schools", SAMPLES / "schools.xlsx", "--register", "r.sqlite", "--quiet")
    first, second = (
        [SAMPLES / f"peilboog-{year}.xlsx", SAMPLES / f"stemgeluid-{year}.{kind}"]
        for year, kind in (("2022-2023", "csv"), ("2023-2024", "xlsx"))
    )
    at("2022-11-14")
    run("analyse", *first, *common)
    at("2022-11-15")
    run("analyse", *second, *(word for path in first for word in ("--previous", path)), *common)
    found = {
        r.id: r.signal for r in records(tmp_path / "r.sqlite").values() if r.signal.detector != "follow_up"
    }
    later = continuations(list(found.values()))
    goes_on: dict[Told, set[tuple[str, str]]] = {}
    for signal in found.values():
        if signal.school_year == "2022-2023":
            key = (signal.school, signal.detector, signal.unit_name, (*signal.items, "")[0])
            goes_on.setdefault(key, set()).update(
                (found[n].detector, found[n].unit_name) for n in later[signal.id]
            )
    assert {key: goes_on[key] for key in GOES_ON} == GOES_ON
