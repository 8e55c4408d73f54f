"""Which years may be compared: every kind of break where it begins, and not before."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from safetytool.bank import load_bank
from safetytool.counting import Counts, count
from safetytool.read import read_source
from safetytool.recognise import recognise
from safetytool.schools import read_schools
from safetytool.tidy import tidy
from safetytool.trend.comparable import breaks, same_schools, stretches
from safetytool.trend.model import Break

BANK = load_bank()
SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
ITEM, OTHER, SUM = "pupil.bullied", "pupil.hit", "any.impairment"
YEARS = ("2022-2023", "2023-2024")
TEXT = "Hoe vaak word je gepest?"

UNITS = ["school", "school_year", "respondent_type", "unit_kind", "unit_name"]
Sizes = Mapping[tuple[str, str], int]


def asked_in(
    year: str,
    *,
    school: str = "99XA00",
    item: str = ITEM,
    n: int = 100,
    wording: str = TEXT,
    plain: str | None = None,
    scale: str = "events",
    turned: bool = False,
) -> dict[str, Any]:
    """A question in a year; the plain wording is the wording in small letters if it is not given."""
    simple = wording.lower().rstrip("?") if plain is None else plain
    return {
        "school": school, "school_year": year, "respondent_type": "pupil", "item": item, "n": n,
        "wording": wording, "plain": simple, "scale": scale, "reversed": turned,
    }  # fmt: skip


def board(
    questions: Sequence[Mapping[str, Any]],
    respondents: Mapping[tuple[str, ...], int] | None = None,
    invited: Mapping[tuple[str, ...], int] | None = None,
) -> Counts:
    """Counts of some questions. Keys of units: school, school year, kind of unit, its name."""
    items = pd.DataFrame(questions)
    items = items.assign(unit_kind="school", unit_name=items["school"])
    items["composite"] = items["item"].str.startswith("any.")
    items["domain"] = [
        name.removeprefix("any.") if name.startswith("any.") else BANK.items[name].domain
        for name in items["item"]
    ]
    own = {(q["school"], q["school_year"], "school", q["school"]): 100 for q in questions}
    asked = items[~items["composite"]]
    return Counts(
        bank=BANK,
        units=frame({**own, **(respondents or {})}, "respondents"),
        items=items.drop(columns=["wording", "plain", "scale", "reversed"]),
        invited=frame(invited or {}, "invited"),
        asked=asked[
            ["school", "school_year", "respondent_type", "item", "wording", "plain", "scale", "reversed"]
        ],
    )


def frame(sizes: Mapping[tuple[str, ...], int], name: str) -> pd.DataFrame:
    rows = [(school, year, "pupil", kind, unit, size) for (school, year, kind, unit), size in sizes.items()]
    return pd.DataFrame(rows, columns=[*UNITS, name])


def found(counts: Counts, item: str = ITEM, school: str = "99XA00") -> list[tuple[str, Mapping[str, Any]]]:
    """Kind and facts of the breaks of a school's question, a pair of years at a time."""
    return [(one.kind, dict(one.facts)) for one in breaks(counts)[(school, "pupil", item)]]


def two_years(first: Mapping[str, Any], second: Mapping[str, Any]) -> Counts:
    return board([asked_in(YEARS[0], **first), asked_in(YEARS[1], **second)])


def test_the_same_question_has_no_break() -> None:
    counts = two_years({}, {})
    assert breaks(counts) == {("99XA00", "pupil", ITEM): (), ("", "pupil", ITEM): ()}


def test_other_words() -> None:
    other = "Hoe vaak ben je dit jaar gepest?"
    assert found(two_years({}, {"wording": other})) == [("wording", {"before": TEXT, "after": other})]
    assert [one.before for one in breaks(two_years({}, {"wording": other}))[("99XA00", "pupil", ITEM)]] == [
        "2022-2023"
    ]


@pytest.mark.parametrize(
    "second",
    [
        {"wording": "HOE vaak word je gepest?"},
        {"wording": "", "plain": ""},
        {"wording": "Pesten - Hoe vaak word je gepest?", "plain": "pesten - hoe vaak word je gepest"},
    ],
    ids=["capitals", "only a code", "a heading in front"],
)
def test_the_same_words(second: Mapping[str, Any]) -> None:
    assert found(two_years({}, second)) == []
    assert found(two_years(second, {})) == []


def test_two_wordings_in_one_year_are_not_a_heading() -> None:
    both = {"wording": "a", "plain": "a - hoe vaak word je gepest / b - hoe vaak word je gepest"}
    assert [kind for kind, _ in found(two_years({}, both))] == ["wording"]


def test_a_code_in_between_hides_no_other_wording() -> None:
    years = ("2021-2022", "2022-2023", "2023-2024")
    texts = (TEXT, "", "Hoe vaak ben je gepest?")
    counts = board([asked_in(year, wording=text) for year, text in zip(years, texts, strict=True)])
    told = breaks(counts)[("99XA00", "pupil", ITEM)]
    assert told == (
        Break("2022-2023", "2023-2024", "wording", {"before": TEXT, "after": "Hoe vaak ben je gepest?"}),
    )
    same = board([asked_in(year, wording=text) for year, text in zip(years, (TEXT, "", TEXT), strict=True)])
    assert found(same) == []


def test_another_scale_or_direction() -> None:
    assert found(two_years({}, {"scale": "frequency"})) == [
        ("scale", {"before": "events", "after": "frequency", "turned": False})
    ]
    assert found(two_years({"turned": True}, {})) == [
        ("scale", {"before": "events", "after": "events", "turned": True})
    ]
    assert found(two_years({"scale": ""}, {})) == []
    assert found(two_years({"scale": "", "turned": True}, {})) == []


def test_a_year_in_between() -> None:
    counts = board([asked_in("2020-2021"), asked_in("2023-2024")])
    assert found(counts) == [("gap", {"years": ("2021-2022", "2022-2023")})]


def test_a_year_without_a_scale_answer_is_no_point() -> None:
    counts = board([asked_in("2021-2022"), asked_in("2022-2023", n=0), asked_in("2023-2024")])
    assert found(counts) == [("gap", {"years": ("2022-2023",)})]


def graded(before: Mapping[str, int], after: Mapping[str, int], whole: int = 100) -> Counts:
    sizes = {
        ("99XA00", year, "grade", grade): size
        for year, grades in zip(YEARS, (before, after), strict=True)
        for grade, size in grades.items()
    }
    sizes |= {("99XA00", year, "school", "99XA00"): whole for year in YEARS}
    return board([asked_in(year) for year in YEARS], sizes)


def test_other_grades() -> None:
    assert found(graded({"7": 50, "8": 50}, {"6": 5, "7": 45, "8": 50})) == [
        ("grades", {"before": ("7", "8"), "after": ("6", "7", "8")})
    ]
    assert found(graded({"9": 50, "10": 50}, {"10": 100})) == [
        ("grades", {"before": ("9", "10"), "after": ("10",)})
    ]


def test_a_few_of_another_grade_are_a_stray() -> None:
    assert found(graded({"7": 50, "8": 50}, {"6": 4, "7": 46, "8": 50})) == []


def test_in_a_small_school_few_are_a_share() -> None:
    assert [kind for kind, _ in found(graded({"7": 40}, {"6": 2, "7": 38}, whole=40))] == ["grades"]
    assert found(graded({"7": 41}, {"6": 2, "7": 39}, whole=41)) == []


def test_grades_that_few_have_say_nothing() -> None:
    assert [kind for kind, _ in found(graded({"7": 80}, {"8": 80}))] == ["grades"]
    assert found(graded({"7": 79}, {"8": 80})) == []


def with_classes(before: Sequence[int], after: Sequence[int], invited: int = 20) -> Counts:
    """Classes 7A, 7B, ... of 20 invited, with so many respondents; the school's response stays 80 %."""
    names = [f"7{letter}" for letter in "ABCDEFGHIJ"]
    took = {
        ("99XA00", year, "class", name): size
        for year, sizes in zip(YEARS, (before, after), strict=True)
        for name, size in zip(names, sizes, strict=False)
        if size
    }
    took |= {("99XA00", year, "school", "99XA00"): 160 for year in YEARS}
    asked = {
        ("99XA00", year, "class", name): invited
        for year, sizes in zip(YEARS, (before, after), strict=True)
        for name, _ in zip(names, sizes, strict=False)
    }
    asked |= {("99XA00", year, "school", "99XA00"): 200 for year in YEARS}
    return board([asked_in(year) for year in YEARS], took, asked)


def test_a_class_that_took_no_part() -> None:
    full = [18] * 10
    missing = [("classes", {"missing": ("7C",), "returned": ()})]
    assert found(with_classes(full, [18, 18, 0, *full[3:]])) == missing
    assert found(with_classes(full, [18, 18, 9, *full[3:]])) == missing
    assert found(with_classes([18, 18, 9, *full[3:]], full)) == [
        ("classes", {"missing": (), "returned": ("7C",)})
    ]


def test_half_a_class_took_part() -> None:
    assert found(with_classes([18] * 10, [10] * 10)) == []


def test_classes_are_only_missing_where_all_took_part_the_other_year() -> None:
    assert found(with_classes([18, 0, 18], [0, 18, 18])) == []


def test_answers_without_classes_miss_none() -> None:
    assert found(with_classes([18] * 10, [0] * 10)) == []


def response(before: int, after: int, classes: Mapping[str, tuple[int, int]] | None = None) -> Counts:
    """A school of 100, with so many respondents; classes of 25 likewise."""
    took = {("99XA00", year, "school", "99XA00"): n for year, n in zip(YEARS, (before, after), strict=True)}
    invited = {("99XA00", year, "school", "99XA00"): 100 for year in YEARS}
    for name, sizes in (classes or {}).items():
        for year, size in zip(YEARS, sizes, strict=True):
            took["99XA00", year, "class", name] = size
            invited["99XA00", year, "class", name] = 25
    return board([asked_in(year) for year in YEARS], took, invited)


def test_another_response() -> None:
    assert found(response(95, 80)) == [("response", {"before": 0.95, "after": 0.80})]
    assert found(response(80, 95)) == [("response", {"before": 0.80, "after": 0.95})]
    assert found(response(95, 81)) == []


def test_the_class_in_which_the_response_fell_most() -> None:
    classes = {"7A": (25, 25), "7B": (25, 15), "8A": (20, 14), "8B": (20, 21)}
    told = {"before": 0.9, "after": 0.75, "class": "7B", "class_before": 1.0, "class_after": 0.6}
    assert found(response(90, 75, classes)) == [("response", told)]
    turned = {name: (after, before) for name, (before, after) in classes.items()}
    assert found(response(75, 90, turned)) == [("response", {"before": 0.75, "after": 0.9})]


def test_more_answers_than_a_register_knows_are_all() -> None:
    assert found(response(130, 86)) == []


def answers(before: int, after: int) -> Counts:
    sizes = {("99XA00", year, "school", "99XA00"): n for year, n in zip(YEARS, (before, after), strict=True)}
    return board([asked_in(year) for year in YEARS], sizes)


def test_far_more_or_fewer_respondents_where_nobody_knows_the_invited() -> None:
    assert found(answers(90, 59)) == [("respondents", {"before": 90, "after": 59})]
    assert found(answers(90, 121)) == [("respondents", {"before": 90, "after": 121})]
    assert found(answers(90, 60)) == []
    assert found(answers(90, 120)) == []


def sums(first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> Counts:
    """Two years of questions of a domain, with the sum of them."""
    pairs = zip(YEARS, (first, second), strict=True)
    rows = [asked_in(year, **q) for year, questions in pairs for q in [*questions, {"item": SUM}]]
    return board(rows)


def test_a_sum_of_other_questions() -> None:
    third = "pupil.threatened"
    told = sums([{}, {"item": OTHER}], [{}, {"item": third}])
    assert found(told, SUM) == [("items", {"joined": (third,), "left": (OTHER,)})]
    assert found(told) == []


def test_what_breaks_a_question_breaks_its_sum() -> None:
    told = sums(
        [{}, {"item": OTHER, "scale": "events"}],
        [{"wording": "Word je gepest?"}, {"item": OTHER, "scale": "yes_no"}],
    )
    assert found(told, SUM) == [
        ("wording", {"before": TEXT, "after": "Word je gepest?", "item": ITEM, "items": (ITEM,)}),
        ("scale", {"before": "events", "after": "yes_no", "turned": False, "item": OTHER, "items": (OTHER,)}),
    ]


def test_a_question_of_another_domain_breaks_no_sum() -> None:
    afraid = {"item": "pupil.afraid_of_staff"}
    told = sums([{}, {"item": OTHER}, afraid], [{}, {"item": OTHER}, {**afraid, "scale": "yes_no"}])
    assert found(told, SUM) == []


def test_a_pair_may_have_several_breaks() -> None:
    told = found(two_years({}, {"wording": "Anders?", "scale": "yes_no"}))
    assert [kind for kind, _ in told] == ["wording", "scale"]


def schools(*names: str, years: Sequence[str] = YEARS, n: int = 100, **more: Any) -> list[dict[str, Any]]:
    return [asked_in(year, school=name, n=n, **more) for name in names for year in years]


def test_schools_that_joined_and_left() -> None:
    rows = [*schools("A"), *schools("B", years=YEARS[:1]), *schools("C", years=YEARS[1:])]
    assert found(board(rows), school="") == [("schools", {"joined": ("C",), "left": ("B",)})]
    assert found(board(schools("A", "B")), school="") == []


def test_a_question_asked_otherwise_at_a_quarter_breaks_all_schools_together() -> None:
    changed = [asked_in(YEARS[0], school="A"), asked_in(YEARS[1], school="A", wording="Anders?")]
    facts = {"before": TEXT, "after": "Anders?", "schools": ("A",)}
    assert found(board([*changed, *schools("B", "C", "D")]), school="") == [("wording", facts)]
    assert found(board([*changed, *schools("B", "C", "D", n=101)]), school="") == []


def test_the_response_of_all_schools_together() -> None:
    took = {(s, y, "school", s): 95 for s in "AB" for y in YEARS} | {("A", YEARS[1], "school", "A"): 60}
    invited = {(s, y, "school", s): 100 for s in "AB" for y in YEARS}
    counts = board(schools("A", "B"), took, invited)
    assert [kind for kind, _ in found(counts, school="A")] == ["response"]
    assert found(counts, school="") == [("response", {"before": 0.95, "after": 0.775})]


def test_stretches() -> None:
    years = ["2021-2022", "2023-2024", "2022-2023", "2022-2023", "2024-2025"]
    assert stretches(years, ()) == (("2021-2022", "2024-2025"),)
    broken = [Break("2022-2023", "2023-2024", kind) for kind in ("wording", "scale")]  # type: ignore[arg-type]
    assert stretches(years, broken) == (("2021-2022", "2022-2023"), ("2023-2024", "2024-2025"))
    assert stretches([], ()) == ()


FOUR = ("2021-2022", "2022-2023", "2023-2024", "2024-2025")


def same(rows: list[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    counts = board(rows)
    chosen = same_schools(counts, breaks(counts)).get(("pupil", ITEM))
    return (chosen.schools, chosen.school_years) if chosen else None


def test_the_same_schools_as_far_back_as_half_of_the_pupils_go() -> None:
    long = schools("A", "B", years=FOUR)
    assert same([*long, *schools("C", years=FOUR[2:], n=200)]) == (("A", "B"), FOUR)
    assert same([*long, *schools("C", years=FOUR[2:], n=201)]) == (("A", "B", "C"), FOUR[2:])


def test_one_school_is_no_comparison() -> None:
    assert same([*schools("A", years=FOUR), *schools("B", years=FOUR[1:])]) == (("A", "B"), FOUR[1:])
    assert same([*schools("A", years=FOUR), *schools("B", years=FOUR[3:])]) is None
    assert same(schools("A", years=FOUR)) is None


def test_a_break_puts_a_school_out_of_the_earlier_years() -> None:
    changed = [asked_in(y, school="C", scale="yes_no" if y < "2023" else "events", n=10) for y in FOUR]
    assert same([*schools("A", "B", years=FOUR), *changed]) == (("A", "B"), FOUR)
    assert same([*schools("A", years=FOUR), *changed]) == (("A", "C"), FOUR[2:])


def test_a_school_that_stopped_is_not_among_them() -> None:
    assert same([*schools("A", "B", years=FOUR), *schools("C", years=FOUR[:3])]) == (("A", "B"), FOUR)


def test_nothing_counted() -> None:
    empty = count(tidy([], BANK))
    assert breaks(empty) == {}
    assert same_schools(empty, {}) == {}


@pytest.fixture(scope="module")
def sample_board() -> Counts:
    register = read_schools(SAMPLES / "schools.xlsx")
    files = sorted([*SAMPLES.glob("peilboog-*"), *SAMPLES.glob("stemgeluid-*")])
    assert len(files) == 6
    meanings = [(recognise(read_source(path), BANK), False) for path in files]
    return count(tidy(meanings, BANK, register=register), register)


def test_the_sample_board_lacks_one_class_and_had_fewer_schools(sample_board: Counts) -> None:
    told = breaks(sample_board)
    pairs = {
        (school, who, one.before, one.after, one.kind)
        for (school, who, _), of_series in told.items()
        for one in of_series
    }
    last = ("2023-2024", "2024-2025")
    assert pairs == {
        ("99XD00", "pupil", *last, "classes"),
        ("", "parent", *last, "schools"),
        ("", "parent", *last, "respondents"),
        ("", "staff", *last, "schools"),
    }
    assert {one.facts["missing"] for one in told[("99XD00", "pupil", ITEM)]} == {("4B",)}  # type: ignore[misc]
    chosen = same_schools(sample_board, told)[("pupil", ITEM)]
    assert chosen.schools == ("99XA00", "99XB00", "99XC00", "99XE00", "99XF00")
    assert len(chosen.school_years) == 3
