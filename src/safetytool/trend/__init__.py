"""Trends across school years: what moved, how sure that is, and what can be compared with what.

Consumes: `Counts`, published figures, the sectors of schools. Returns: `Series` with findings, in the order
of reading. Leaves out: words, pictures and files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from safetytool.counting import Counts
from safetytool.trend.between_reports import gap_findings
from safetytool.trend.findings import Setting, with_findings
from safetytool.trend.items import item_series
from safetytool.trend.judge import STATED_ERROR
from safetytool.trend.model import Series
from safetytool.trend.order import in_order, lead
from safetytool.trend.report_findings import with_report_findings
from safetytool.trend.report_series import figure_series, report_series

__all__ = ["STATED_ERROR", "Trends", "trend"]


@dataclass(frozen=True)
class Trends:
    """All series, and how many of them could have been called a rise or a fall."""

    series: tuple[Series, ...]
    judged: int
    lead: tuple[tuple[int, int], ...]
    """Places in `series`, and in its findings, of what comes first."""


def trend(
    counts: Counts, figures: pd.DataFrame, disagreements: pd.DataFrame, sectors: Mapping[str, str]
) -> Trends:
    """Look at every series of answers, reports and published figures.

    Parameters
    ----------
    counts : of all school years together.
    figures, disagreements : published figures of no school, as `tidy.Evidence.figures` and
        `figure_disagreements`.
    sectors : school -> po, vo, so, sbo or vso, as far as it is known; schools are compared within a sector.
    """
    answers, reports = item_series(counts, sectors), report_series(counts)
    last_year = max((b.series.points[-1].school_year for b in (*answers, *reports)), default="")
    own = with_findings(answers, Setting(counts, last_year))
    told = with_report_findings(reports, last_year)
    if counts.reports is not None:
        told = [replace(s, findings=(*s.findings, *gap_findings(counts.reports, s))) for s in told]
    published = figure_series(figures)
    outside = with_report_findings(published, last_year, disagreements)
    judged = [
        b
        for b in (*answers, *reports, *published)
        if b.judged and b.series.scope != "board_all" and not b.series.part_of
    ]
    ordered = in_order([*own, *told, *outside], counts.bank)
    return Trends(ordered, len(judged), lead(ordered))
