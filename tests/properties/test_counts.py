"""Whoever is told by an export is counted, and only as often as there are people: against plain loops."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given

from safetytool.bank import load_bank
from safetytool.codes import MISSING, WITHHELD
from safetytool.commands.inputs import understood
from safetytool.counting import Counts, count
from safetytool.recognise import Hints
from safetytool.tidy import tidy
from tests.properties.files import one
from tests.properties.strategies import Monitor, Person, examples, monitors


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("counts")


def counted(*paths: Path) -> Counts:
    meanings = list(understood(paths, [], None, Hints(), lambda _: None))
    return count(tidy(meanings, load_bank()))


def units(person: Person) -> list[tuple[str, str]]:
    """The units that a respondent is counted in."""
    own = [("school", person.school), ("grade", person.grade), ("class", person.class_name)]
    return [unit for unit in [*own, ("gender", person.gender)] if unit[1]]


def by_hand(monitor: Monitor) -> dict[tuple[str, ...], Counter[str]]:
    """Count every answer in a plain loop: school, year, kind, unit and item -> counts."""
    found: dict[tuple[str, ...], Counter[str]] = {}
    for person in monitor.people:
        for place, item in enumerate(monitor.items):
            if item.respondent_type != person.kind:
                continue
            level = monitor.level(person, place)
            for unit in units(person):
                row = found.setdefault((person.school, person.year, person.kind, *unit, item.id), Counter())
                row["n"] += level >= 0
                row["concerns"] += level >= 1
                row["grave"] += level == 2
                row["withheld"] += level == WITHHELD
                row["missing"] += level == MISSING
    return found


COUNTED = ["n", "concerns", "grave", "withheld", "missing"]
KEY = ["school", "school_year", "respondent_type", "unit_kind", "unit_name", "item"]


def of_items(counts: Counts) -> dict[tuple[str, ...], dict[str, int]]:
    rows = counts.items[~counts.items["composite"].astype(bool)]
    return {
        tuple(map(str, key)): dict(zip(COUNTED, map(int, values), strict=True))
        for key, values in zip(rows[KEY].to_numpy(), rows[COUNTED].to_numpy(), strict=True)
    }


def answered(monitor: Monitor) -> Monitor:
    """Without those who answered nothing: they are no respondents."""
    own = [item.respondent_type for item in monitor.items]
    return monitor.of(lambda p: any(a != MISSING for a, k in zip(p.answers, own, strict=True) if k == p.kind))


@examples(10)
@given(monitors(years=2))
def test_every_answer_is_counted_where_it_was_given(folder: Path, monitor: Monitor) -> None:
    counts = counted(one(folder, "export", monitor.table()))
    wanted = {key: {c: row[c] for c in COUNTED} for key, row in by_hand(answered(monitor)).items()}
    found = {key: row for key, row in of_items(counts).items() if any(row.values())}
    assert found == {key: row for key, row in wanted.items() if any(row.values())}


@examples(6)
@given(monitors(years=2))
def test_nobody_is_counted_who_is_not_there(folder: Path, monitor: Monitor) -> None:
    counts = counted(one(folder, "export", monitor.table()))
    rows = counts.items.merge(
        counts.units[[*KEY[:-1], "respondents"]], on=KEY[:-1], how="left", validate="m:1"
    )
    assert rows["respondents"].notna().all()
    assert (rows["n"] + rows["withheld"] + rows["missing"] + rows["unread"] <= rows["respondents"]).all()
    assert (rows["n"] + rows["withheld"] == rows["reached"])[~rows["composite"].astype(bool)].all()
    for part, whole in (("grave", "concerns"), ("concerns", "n"), ("doubtful_concerns", "doubtful_n")):
        assert (rows[part] <= rows[whole]).all(), part
    schools = counts.units[counts.units["unit_kind"] == "school"]
    assert int(schools["respondents"].sum()) == len(answered(monitor).people)
