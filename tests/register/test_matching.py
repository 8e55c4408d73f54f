"""The same matter over the years: what a person would recognise, and what not."""

from typing import Any

import pytest
from benchmarks.matching import measure, rates

from safetytool.register.matching import cohorts, continuations, grades_in, match_of, matches
from tests.register.given import sighting

NEXT = {"school_year": "2024-2025"}
GIRLS = {"unit_kind": "gender", "unit_name": "girl"}


def kind(then: dict[str, Any], now: dict[str, Any]) -> str | None:
    found = match_of(sighting("a" * 12, **then), sighting("b" * 12, **(NEXT | now)))
    return found.kind if found else None


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ({"unit_name": "7A"}, {"unit_name": "8A"}, "same_pupils"),
        ({"unit_name": "7A"}, {"unit_name": "8B"}, None),
        ({"unit_name": "7A"}, {"unit_name": "7A"}, "same_name"),
        ({"unit_name": "7A"}, {"unit_name": "6A"}, None),
        ({"unit_name": "Groep 7"}, {"unit_name": "8"}, "same_pupils"),
        ({"unit_name": "6A"}, {"unit_name": "8A", "school_year": "2025-2026"}, "same_pupils"),
        ({"unit_name": "7A"}, {"unit_name": "7A", "school_year": "2025-2026"}, None),
        # merged, split and renamed: one class of the grade is left, or was all there was
        ({"unit_name": "7B", "parallel": 2}, {"unit_name": "8", "parallel": 1}, "same_pupils"),
        ({"unit_name": "7", "parallel": 1}, {"unit_name": "8B", "parallel": 2}, "same_pupils"),
        ({"unit_name": "Zeester", "grades": (7,), "parallel": 1}, {"unit_name": "8A"}, "same_pupils"),
        ({"unit_name": "Zeester", "grades": (7,), "parallel": 2},
         {"unit_name": "Zeester", "grades": (8,), "parallel": 2}, "same_pupils"),
        ({"unit_name": "7 Zeester", "parallel": 2}, {"unit_name": "8 Dolfijn", "parallel": 2},
         "perhaps_same_pupils"),
        ({"unit_name": "7A", "parallel": 2}, {"unit_name": "8 Dolfijn", "parallel": 2},
         "perhaps_same_pupils"),
        ({"unit_name": "5/6"}, {"unit_name": "6/7"}, "same_pupils"),
        ({"unit_name": "5/6"}, {"unit_name": "7/8", "parallel": 1}, "same_pupils"),
        ({"unit_name": "5/6"}, {"unit_name": "8"}, None),
        # grades and classes
        ({"unit_kind": "grade", "unit_name": "7"}, {"unit_kind": "grade", "unit_name": "8"}, "same_pupils"),
        ({"unit_kind": "grade", "unit_name": "7"}, {"unit_name": "8B"}, "same_pupils"),
        ({"unit_kind": "grade", "unit_name": "7"}, {"unit_kind": "grade", "unit_name": "7"}, "same_name"),
        # whole schools, and classes of them
        ({"unit_kind": "school"}, {"unit_kind": "school", "school_year": "2026-2027"}, "same_place"),
        ({"unit_kind": "school"}, {"unit_name": "8A"}, "within_school"),
        ({"unit_name": "3A"}, {"unit_kind": "school"}, "within_school"),
        (GIRLS, GIRLS, "same_place"),
        (GIRLS, GIRLS | {"unit_name": "boy"}, None),
        (GIRLS, {"unit_name": "8A"}, None),
        ({"school": "99XB00"}, {"unit_name": "8A"}, None),
    ],
)  # fmt: skip
def test_where(then: dict[str, Any], now: dict[str, Any], expected: str | None) -> None:
    assert kind(then, now) == expected


BULLIED: dict[str, Any] = {
    "domain": "impairment", "actor": "pupil", "items": ("pupil.bullied",), "unit_kind": "school",
}  # fmt: skip
STAFF: dict[str, Any] = {"unit_kind": "school"}
REPORT: dict[str, Any] = {"unit_kind": "school", "items": (), "sources": ("advisor",), "detector": "sentinel"}


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (BULLIED, BULLIED, "same_place"),
        (BULLIED, BULLIED | {"items": ("pupil.hit",)}, None),
        (BULLIED, BULLIED | {"items": ("parent.child_bullied",)}, None),
        # several questions of one domain stand for the domain, whatever another provider asked
        (BULLIED, BULLIED | {"items": ("pupil.hit", "pupil.bullied"), "actor": None}, "same_place"),
        (BULLIED, BULLIED | {"items": ("pupil.hit", "pupil.excluded")}, "same_place"),
        (BULLIED, BULLIED | {"items": ("pupil.own_question",)}, "same_place"),
        (BULLIED, STAFF, None),
        (STAFF, STAFF | {"actor": "pupil"}, None),
        # without items: the domain, and for what was not told the detector too
        (REPORT, REPORT | {"detector": "text", "sources": ("monitor", "text")}, "same_place"),
        (REPORT, REPORT | {"domain": "impairment", "actor": "pupil"}, None),
        (REPORT, STAFF, None),
        (REPORT | {"detector": "silence"}, REPORT, None),
        (REPORT | {"detector": "blind_spot"}, REPORT | {"detector": "blind_spot"}, "same_place"),
        (
            REPORT | {"detector": "blind_spot"},
            REPORT | {"detector": "blind_spot", "sources": ("monitor",)},
            None,
        ),
    ],
)
def test_what(then: dict[str, Any], now: dict[str, Any], expected: str | None) -> None:
    assert kind(then, now) == expected


def test_the_same_year_and_the_past_never_match() -> None:
    one, other = sighting("a" * 12), sighting("b" * 12)
    assert match_of(one, other) is None
    later = sighting("c" * 12, school_year="2024-2025", unit_name="8A")
    assert match_of(later, one) is None


def test_what_a_signal_says_itself_goes_before_all_else() -> None:
    earlier = sighting("a" * 12, unit_name="3C", items=("pupil.bullied",))
    later = sighting("b" * 12, school_year="2024-2025", unit_kind="school", about=("a" * 12,))
    found = match_of(earlier, later)
    assert found is not None
    assert (found.kind, found.is_sure) == ("told", True)


def test_a_class_and_its_school_are_the_same_matter_only_on_staff() -> None:
    then, now = BULLIED | {"unit_kind": "class"}, BULLIED
    found = match_of(sighting("a" * 12, **then), sighting("b" * 12, **(NEXT | now)))
    assert found is not None
    assert (found.kind, found.is_sure) == ("part_of_school", False)


def test_a_domain_in_common_alone_is_shown_and_nothing_follows_from_it() -> None:
    now = BULLIED | NEXT | {"items": ("pupil.hit", "pupil.excluded")}
    found = match_of(sighting("a" * 12, **BULLIED), sighting("b" * 12, **now))
    assert found is not None
    assert not found.is_sure


def test_classes_that_change_are_followed_on_simulated_boards() -> None:
    for scenario in ("moved up", "merged", "names kept"):
        precision, recall = rates(measure(scenario, boards=10))
        assert precision > 0.85, scenario
        assert recall == 1, scenario
    counts = measure("renamed", boards=10)
    assert counts["right"] + counts["perhaps"] == counts["there"]


def test_the_best_match_comes_first() -> None:
    earlier = [
        sighting("a" * 12, unit_name="8A"),
        sighting("b" * 12, unit_name="7A", items=("pupil.staff_humiliates", "pupil.staff_bullies")),
        sighting("c" * 12, unit_name="7A"),
        sighting("d" * 12, unit_kind="school"),
    ]
    now = sighting("e" * 12, school_year="2024-2025", unit_name="8A")
    assert [m.earlier[0] for m in matches(earlier, now)] == ["c", "b", "a", "d"]


def test_a_matter_goes_on_by_way_of_the_years_between() -> None:
    first = sighting("a" * 12, school_year="2022-2023", unit_name="6A")
    second = sighting(
        "b" * 12, school_year="2023-2024", unit_name="7A", items=(*first.items, "pupil.staff_touch")
    )
    third = sighting("c" * 12, school_year="2024-2025", unit_name="8A", items=("pupil.staff_touch",))
    other = sighting("d" * 12, school_year="2024-2025", unit_name="8B")
    found = continuations([third, first, other, second])
    assert found["a" * 12] == {"b" * 12, "c" * 12}
    assert found["b" * 12] == {"c" * 12}
    assert not found["d" * 12]


@pytest.mark.parametrize(
    ("name", "grades"),
    [("7A", (7,)), ("Groep 5/6", (5, 6)), ("klas 2B", (2,)), ("Zeester", ()), ("12", (12,)), ("2024", ()),
     ("5-6", (5, 6)), ("groep 7 en 8", (7,))],
)  # fmt: skip
def test_the_grades_in_a_name(name: str, grades: tuple[int, ...]) -> None:
    assert grades_in(name) == grades


def test_a_cohort_stays_the_same_as_it_moves_up() -> None:
    years = ("2022-2023", "2023-2024", "2024-2025")
    found = {
        cohorts(sighting(school_year=year, unit_name=f"{grade}A"))
        for grade, year in enumerate(years, start=5)
    }
    assert found == {frozenset({2017})}
