"""Remarks as a source, counted by hand: what a mutant once changed unnoticed (docs/mutation.md)."""

import pytest
from scipy.stats import betabinom

from safetytool.analysis import text
from safetytool.analysis.voices import REMARKS, Voice, of_remarks
from tests.analysis.cases import YEAR, Remark, Row, case


def voice(*remarks: Remark, school: str = "12AB") -> Voice:
    """Return the remarks of a school of which 20 wrote, beside two others of which 20 wrote each."""
    rows = [Row("pupil.bullied", 1, 60, name) for name in ("12AB", "34CD", "56EF")]
    return of_remarks(case(*rows, remarks=list(remarks)))[(school, YEAR), "school", school]


@pytest.mark.parametrize(("different", "shown", "more"), [(1, 1, 0), (3, 3, 0), (5, 3, 2)])
def test_three_remarks_are_shown_and_the_rest_is_counted(different: int, shown: int, more: int) -> None:
    remarks = [Remark("fear", "adult", person, shown=f"zin {person}") for person in range(different)]
    (finding,) = text.detect(case(Row("pupil.bullied", 1, 20), remarks=remarks))
    assert len(finding.facts["quotes"]) == shown  # type: ignore[arg-type]
    assert finding.facts["more"] == more


def test_whoever_is_first_among_the_respondents_counts_once_too() -> None:
    assert voice(Remark("fear", "adult", 0), Remark("physical", "adult", 0)).count == 1
    assert voice(Remark("fear", "adult", -1), Remark("physical", "adult", -1)).count == 2


def test_what_an_advisor_wrote_is_no_remark_of_a_respondent() -> None:
    assert voice(Remark("fear", "adult", 1, source_kind="advisor"), Remark("fear", "adult", 2)).count == 1


def test_remarks_are_held_against_those_of_the_other_schools() -> None:
    remarks = [Remark("fear", "adult", person) for person in (1, 2, 3)]
    remarks += [Remark("fear", "adult", 9, school="34CD")]
    found = voice(*remarks)
    law = betabinom(20, REMARKS[0] + 1, REMARKS[1] + 39)
    assert (found.count, found.n) == (3, 20)
    assert found.observed == pytest.approx(law.sf(3) + law.pmf(3) / 2, rel=1e-7)
