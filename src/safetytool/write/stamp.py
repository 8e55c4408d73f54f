"""The one date that a file may carry: what the build sets, or a fixed one."""

import os
from datetime import UTC, datetime

from safetytool.errors import UsageError

VARIABLE = "SOURCE_DATE_EPOCH"
FIXED = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest date of a zip archive; plainly no real one."""


def stamp() -> datetime:
    """The date (UTC) to put in files, from SOURCE_DATE_EPOCH (seconds since 1970).

    Raises
    ------
    UsageError
        The variable holds no number of seconds.
    """
    seconds = os.environ.get(VARIABLE)
    if seconds is None:
        return FIXED
    if not seconds.isdecimal():
        raise UsageError(
            f"{VARIABLE} is no number of seconds: {seconds!r}", do="Set it to a whole number, or unset it"
        )
    return max(FIXED, datetime.fromtimestamp(int(seconds), UTC))
