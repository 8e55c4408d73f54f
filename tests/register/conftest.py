"""A clock that stands where a test puts it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that sets the clock to a day."""

    def set_clock(day: str) -> None:
        moment = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))

    set_clock("2024-11-14")
    return set_clock
