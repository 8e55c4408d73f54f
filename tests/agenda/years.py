"""Invented school years: one by hand, and any that hypothesis can think of."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

from hypothesis import strategies as st

from safetytool.agenda.settings import AgendaSettings, Holiday

TABLE = """\
[settings]
lang = "nl"

[agenda]
start = 2025-08-25
end = 2026-07-10
weekday = "donderdag"
time = "15:30"
terms = [2025-11-24, 2026-03-09]
holidays = [
    { name = "Herfst", from = 2025-10-18, to = 2025-10-26 },
    { name = "Kerst", from = 2025-12-20, to = 2026-01-04 },
    { name = "Voorjaar", from = 2026-02-14, to = 2026-02-22 },
    { name = "Paasmaandag", from = 2026-04-06 },
    { name = "Mei", from = 2026-04-25, to = 2026-05-10 },
]
"""


def written(folder: Path, text: str = TABLE) -> Path:
    path = folder / "board.toml"
    path.write_text(text, encoding="utf-8")
    return path


@st.composite
def school_years(draw: st.DrawFn) -> AgendaSettings:
    """A school year of 25 to 47 weeks with up to eight holidays, terms or none, timed or not."""
    start = date(2025, 8, 1) + timedelta(days=draw(st.integers(0, 40)))
    end = min(start + timedelta(days=draw(st.integers(175, 330))), date(2026, 7, 31))
    holidays = []
    for number in range(draw(st.integers(1, 8))):
        first = start + timedelta(days=draw(st.integers(0, (end - start).days)))
        holidays.append(Holiday(f"H{number}", first, first + timedelta(days=draw(st.integers(0, 12)))))
    base = AgendaSettings(
        year="2025-2026", start=start, end=end, holidays=tuple(holidays), weekday=draw(st.integers(0, 4)),
        time=draw(st.sampled_from([None, time(8, 30), time(15, 30), time(20, 0)])),
    )  # fmt: skip
    days = base.school_days
    if len(days) < 60 or not draw(st.booleans()):
        return base
    return replace(base, terms=(start, days[len(days) // 3], days[2 * len(days) // 3]))
