"""What is said does not depend on how the same answers were handed in."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.commands.analyse import analyse_exports
from safetytool.signals import Outcome
from safetytool.write.json_file import signals_json
from tests.properties.files import one, write
from tests.properties.strategies import SCHOOLS, Cells, Monitor, Person, examples, monitors, quiet, worst

Randoms = Any
Way = Callable[[Path, Monitor, Randoms], list[Path]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signals")


def said(outcome: Outcome) -> dict[str, Any]:
    """signals.json without the names and sums of the files."""
    return {key: value for key, value in signals_json(outcome).items() if key != "inputs"}


def analysed(folder: Path, monitor: Monitor, exports: list[Path]) -> Outcome:
    """What is said of some exports, beside the advisor's report and the register that belong to them."""
    advisors = [one(folder, "advisor", monitor.advisor())] if monitor.reports else []
    schools = one(folder, "schools", monitor.register()) if monitor.invited else None
    return analyse_exports(exports, advisors=advisors, schools=schools)


def base(folder: Path, monitor: Monitor) -> Outcome:
    return analysed(folder, monitor, [one(folder, "base", monitor.table())])


def shuffled_rows(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    headers, *rows = monitor.table()
    random.shuffle(rows)
    return [one(folder, "rows", [headers, *rows])]


def shuffled_columns(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    table = monitor.table()
    order = list(range(len(table[0])))
    random.shuffle(order)
    return [one(folder, "columns", [[row[i] for i in order] for row in table])]


def halves(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    """Two files, each row in one of them, in any order."""
    first = {person.number for person in monitor.people if random.random() < 0.5}
    files = [
        one(folder, name, part.table())
        for name, part in (
            ("first", monitor.of(lambda p: p.number in first)),
            ("second", monitor.of(lambda p: p.number not in first)),
        )
        if part.people
    ]
    random.shuffle(files)
    return files


def parts(monitor: Monitor, key: Callable[[Person], str]) -> dict[str, Monitor]:
    names = sorted({key(person) for person in monitor.people})
    return {name: monitor.of(lambda person, name=name: key(person) == name) for name in names}


def files_of_schools(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    found = parts(monitor, lambda person: person.school)
    files = [one(folder, f"school{i}", part.table()) for i, part in enumerate(found.values())]
    random.shuffle(files)
    return files


def files_of_classes(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    found = parts(monitor, lambda person: f"{person.school} {person.class_name}")
    files = [one(folder, f"class{i}", part.table(), "xlsx") for i, part in enumerate(found.values())]
    random.shuffle(files)
    return files


def sheets_of_classes(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    """One workbook, a sheet a class; the sheets in any order."""
    found = list(parts(monitor, lambda person: f"{person.school} {person.class_name}").values())
    random.shuffle(found)
    return [write(folder, "sheets", {f"Blad{i}": m.table() for i, m in enumerate(found, 1)}, "xlsx")]


def another_format(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    kind = random.choice(["xlsx", "parquet", "ods", "csv,utf-16", "csv\tcp1252"])
    return [one(folder, "format", monitor.table(), kind)]


def other_words(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    """The same answers in the other language, with or without numbers in front."""
    language = "en" if monitor.language == "nl" else "nl"
    withheld = {"nl": "Weet ik niet", "en": "prefer not to say"}[language]
    labels = random.choice(["{label}", "{number}. {label}", "{label} ({number})"])
    told = replace(monitor, language=language, withheld=withheld, labels=labels, missing=None)
    return [one(folder, "words", told.table())]


def other_spelling(folder: Path, monitor: Monitor, random: Randoms) -> list[Path]:
    """Capitals, spaces, and numbers in front of questions."""
    headers, *rows = monitor.table()
    first = len(headers) - len(monitor.items) - 1
    change = random.choice([str.upper, str.lower, str.title])
    numbered = [f" {i}. {change(str(h))}\u00a0" for i, h in enumerate(headers[first:-1], 1)]
    answers = [
        [*row[:first], *(f"\u00a0{change(str(c))} " if c else c for c in row[first:-1]), row[-1]]
        for row in rows
    ]
    table: Cells = [[*(change(str(h)) for h in headers[:first]), *numbered, headers[-1]], *answers]
    return [one(folder, "spelling", table)]


def without_numbers(folder: Path, monitor: Monitor, _: Randoms) -> list[Path]:
    return [one(folder, "numbers", [row[1:] for row in monitor.table()])]


WAYS: list[Way] = [
    shuffled_rows, shuffled_columns, halves, files_of_schools, files_of_classes, sheets_of_classes,
    another_format, other_words, other_spelling, without_numbers,
]  # fmt: skip


@examples(3)
@given(monitor=monitors(years=2), random=st.randoms(use_true_random=False))
def test_the_same_answers_handed_in_otherwise_say_the_same(
    folder: Path, monitor: Monitor, random: Randoms
) -> None:
    expected = said(base(folder, monitor))
    for way in WAYS:
        assert said(analysed(folder, monitor, way(folder, monitor, random))) == expected, way.__name__


def without_names(outcome: Outcome) -> list[str]:
    """What every signal is about but for the name of its unit, in an order of its own."""
    found = []
    for signal in signals_json(outcome)["signals"]:
        reasons = [
            (
                r["detector"],
                r["tier"],
                r["unit"]["kind"],
                r["items"],
                r["count"],
                r["n"],
                r["rate"],
                r["expected"],
            )
            for r in signal["reasons"]
        ]
        about = [
            signal[k] for k in ("school_year", "detector", "tier", "domain", "actor", "sources", "items")
        ]
        about += [signal[k] for k in ("count", "n", "rate", "interval", "expected", "route")]
        found.append(repr([*about, signal["unit"]["kind"], sorted(map(repr, reasons))]))
    return sorted(found)


@examples(6)
@given(monitor=monitors(years=2, remarks=False), letters=st.permutations("ABCXYZ"))
def test_other_names_for_classes_change_nothing_but_names(
    folder: Path, monitor: Monitor, letters: list[str]
) -> None:
    named = dict(zip("ABC", letters, strict=False))
    renamed = monitor.changed(lambda p: replace(p, letter=named.get(p.letter, "")))
    assert without_names(base(folder, renamed)) == without_names(base(folder, monitor))


@examples(6)
@given(monitor=monitors(years=2), names=st.permutations(SCHOOLS))
def test_other_names_for_schools_change_nothing_but_names(
    folder: Path, monitor: Monitor, names: list[str]
) -> None:
    named = dict(zip(SCHOOLS, names, strict=True))
    renamed = monitor.changed(lambda p: replace(p, school=named[p.school]))
    reports = tuple(replace(r, school=named[r.school]) for r in monitor.reports)
    renamed = replace(renamed, reports=reports)
    assert without_names(base(folder, renamed)) == without_names(base(folder, monitor))


def worth_a_talk(outcome: Outcome) -> set[tuple[object, ...]]:
    """Of which items of which school and year one answer is enough, and is worth at least an ask."""
    return {
        (signal.school, signal.school_year, reason.items)
        for signal in outcome.signals
        for reason in signal.reasons
        if reason.detector == "sentinel" and reason.tier in ("act", "ask")
    }


@examples(6)
@given(monitor=monitors(years=2), data=st.data())
def test_one_more_concern_never_hides_what_one_answer_is_enough_for(
    folder: Path, monitor: Monitor, data: st.DataObject
) -> None:
    person = data.draw(st.sampled_from(monitor.people))
    places = [i for i, item in enumerate(monitor.items) if item.respondent_type == person.kind]
    place = data.draw(st.sampled_from(places))
    answers = (*person.answers[:place], worst(monitor.items[place]), *person.answers[place + 1 :])
    more = monitor.changed(lambda p: replace(p, answers=answers) if p.number == person.number else p)
    assert worth_a_talk(base(folder, more)) >= worth_a_talk(base(folder, monitor))


def acts(outcome: Outcome) -> set[tuple[object, ...]]:
    return {(s.school, s.school_year, s.items, s.detector) for s in outcome.signals if s.tier == "act"}


@examples(6)
@given(monitor=monitors(years=2), data=st.data())
def test_a_respondent_without_concerns_never_makes_an_act(
    folder: Path, monitor: Monitor, data: st.DataObject
) -> None:
    like = data.draw(st.sampled_from(monitor.people))
    number = len(monitor.people) + 1
    content = replace(like, number=number, answers=tuple(map(quiet, monitor.items)), remark=None)
    more = replace(monitor, people=(*monitor.people, content))
    assert acts(base(folder, more)) <= acts(base(folder, monitor))
