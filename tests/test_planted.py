"""From the sample files to the signals: what is planted is found, by its detector and at its tier."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
TOOL = Path(sys.executable).parent / "safetytool"
LATEST = "2024-2025"
VLIEGER, KASTEEL, WOLKEN, NERGENS, LYCEUM, DAGDROOM = (f"99X{letter}00" for letter in "ABCDEF")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    files = sorted(
        path for path in SAMPLES.iterdir() if path.suffix in {".xlsx", ".csv"} and "-20" in path.name
    )
    exports = [str(path) for path in files if LATEST in path.name]
    previous = [word for path in files if LATEST not in path.name for word in ("--previous", str(path))]
    options = ["--schools", str(SAMPLES / "schools.xlsx"), "--json", "--quiet"]
    advisors = sorted(str(path) for path in SAMPLES.glob("vertrouwenspersoon-*"))
    options += [word for path in advisors for word in ("--advisor", path)]
    options += ["--out", str(tmp_path_factory.mktemp("out"))]
    done = subprocess.run(
        [TOOL, "analyse", *exports, *previous, *options],
        capture_output=True, text=True, check=True, timeout=120, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    return json.loads(done.stdout)


def reasons(
    outcome: dict[str, Any], school: str, detector: str, item: str | None = None
) -> list[dict[str, Any]]:
    """The reasons by `detector` at `school`, with the tier of the signal that they are part of."""
    return [
        {**reason, "signal": signal}
        for signal in outcome["signals"]
        if signal["school"] == school
        for reason in signal["reasons"]
        if reason["detector"] == detector and (item is None or item in reason["items"])
    ]


def test_only_the_latest_year_is_reported(outcome: dict[str, Any]) -> None:
    assert {signal["school_year"] for signal in outcome["signals"]} == {LATEST}


def test_the_trial_run_on_a_hidden_sheet_is_not_counted(outcome: dict[str, Any]) -> None:
    (row,) = [
        row
        for row in outcome["coverage"]
        if (row["school"], row["school_year"], row["respondent_type"]) == (VLIEGER, LATEST, "pupil")
    ]
    assert (row["respondents"], row["invited"]) == (141, 150)
    acts = [signal for signal in outcome["signals"] if signal["tier"] == "act"]
    assert {signal["school"] for signal in acts} == {NERGENS}


def test_one_touch_is_an_act_with_the_route(outcome: dict[str, Any]) -> None:
    (reason,) = reasons(outcome, NERGENS, "sentinel", "pupil.staff_touch")
    signal = reason["signal"]
    assert signal["tier"] == "act"
    assert signal["count"] == 3  # one in 2C, and the two in 3A who ticked every extreme
    assert "0900 111 3 111" in signal["route"]


def test_four_of_24_are_a_cluster(outcome: dict[str, Any]) -> None:
    (reason,) = [
        reason
        for reason in reasons(outcome, VLIEGER, "cluster", "pupil.staff_humiliates")
        if reason["unit"] == {"kind": "class", "name": "7A"} and reason["items"] == ["pupil.staff_humiliates"]
    ]
    assert reason["signal"]["tier"] == "ask"
    assert (reason["count"], reason["n"]) == (4, 24)


def test_bullying_went_up(outcome: dict[str, Any]) -> None:
    found = reasons(outcome, WOLKEN, "change", "pupil.bullied")
    assert {reason["count"] for reason in found} >= {35}
    assert "ask" in {reason["signal"]["tier"] for reason in found}


def test_pupils_feel_unsafe_where_others_do_not(outcome: dict[str, Any]) -> None:
    assert reasons(outcome, WOLKEN, "contrast")


def test_fear_of_staff_is_back_every_year(outcome: dict[str, Any]) -> None:
    assert reasons(outcome, VLIEGER, "persistence", "pupil.afraid_of_staff")


def test_one_private_contact_is_asked_about(outcome: dict[str, Any]) -> None:
    (reason,) = reasons(outcome, LYCEUM, "sentinel", "pupil.staff_private_contact")
    assert (reason["signal"]["tier"], reason["count"]) == ("ask", 1)


def test_withheld_answers_on_staff_are_asked_about(outcome: dict[str, Any]) -> None:
    found = [r for r in reasons(outcome, KASTEEL, "response") if "pupil.staff_humiliates" in r["items"]]
    assert [reason["signal"]["tier"] for reason in found] == ["ask"]


def test_the_class_that_took_no_part_is_named(outcome: dict[str, Any]) -> None:
    (reason,) = [
        r for r in reasons(outcome, NERGENS, "response") if r["unit"] == {"kind": "class", "name": "4B"}
    ]
    assert (reason["count"], reason["n"]) == (0, 25)


def test_what_was_never_asked_is_a_blind_spot(outcome: dict[str, Any]) -> None:
    found = [r["signal"] for r in reasons(outcome, DAGDROOM, "blind_spot")]
    assert "staff_conduct" in {signal["domain"] for signal in found}


def test_the_two_who_ticked_every_extreme_are_counted_as_such(outcome: dict[str, Any]) -> None:
    (row,) = [
        row
        for row in outcome["coverage"]
        if (row["school"], row["school_year"], row["respondent_type"]) == (NERGENS, LATEST, "pupil")
    ]
    classes = {entry["class"]: entry["doubtful"] for entry in row["doubtful"]["classes"]}
    assert classes["3A"] == 2
    assert sum(classes.values()) == 2


def of_detector(outcome: dict[str, Any], school: str, detector: str) -> list[dict[str, Any]]:
    return [s for s in outcome["signals"] if s["school"] == school and s["detector"] == detector]


def test_a_remark_about_private_messages_is_asked_about_and_its_name_is_masked(
    outcome: dict[str, Any],
) -> None:
    (found,) = reasons(outcome, LYCEUM, "text")
    assert (found["tier"], found["unit"]["name"]) == ("ask", "1B")
    assert "Meneer [naam] appt mij" in found["text"]
    assert "Dalen" not in json.dumps(outcome)


def test_a_remark_fits_what_four_of_24_say(outcome: dict[str, Any]) -> None:
    assert any(r["unit"]["name"] == "7A" and r["tier"] == "ask" for r in reasons(outcome, VLIEGER, "text"))


def test_a_report_about_a_teacher_joins_what_pupils_say(outcome: dict[str, Any]) -> None:
    (joined,) = [
        s
        for s in outcome["signals"]
        if s["school"] == VLIEGER and "advisor" in s["sources"] and s["tier"] == "ask"
    ]
    assert {"monitor", "advisor"} <= set(joined["sources"])
    assert {"convergence", "sentinel", "persistence"} <= {reason["detector"] for reason in joined["reasons"]}
    assert "Vermeulen" not in json.dumps(outcome)


def test_three_years_without_a_report_beside_pupils_who_are_afraid(outcome: dict[str, Any]) -> None:
    (silence,) = of_detector(outcome, WOLKEN, "silence")
    assert (silence["tier"], silence["domain"], silence["count"]) == ("watch", "disclosure", 0)
    assert len(silence["evidence"]["years"]) == 3


def test_an_advisor_who_says_nothing_is_a_blind_spot(outcome: dict[str, Any]) -> None:
    assert not of_detector(outcome, KASTEEL, "silence")
    assert [s for s in of_detector(outcome, KASTEEL, "blind_spot") if "advisor" in s["sources"]]
    heard = {row["school"]: row["reports"] for row in outcome["advisors"]}
    assert heard == {VLIEGER: 1, KASTEEL: None, WOLKEN: 0, NERGENS: 3, LYCEUM: 1, DAGDROOM: 1}


def test_reports_about_pupils_are_worth_what_their_subject_is(outcome: dict[str, Any]) -> None:
    told = [
        (s["school"], s["tier"])
        for s in outcome["signals"]
        if s["sources"] == ["advisor"] and s["actor"] == "pupil"
    ]
    assert sorted(told) == sorted([(NERGENS, "ask"), (NERGENS, "watch"), (LYCEUM, "ask"), (DAGDROOM, "ask")])


def test_every_signal_has_questions_and_an_act_only_the_boards(outcome: dict[str, Any]) -> None:
    for signal in outcome["signals"]:
        assert signal["questions"]
        if signal["tier"] == "act":
            assert all(".board." in question for question in signal["questions"])
