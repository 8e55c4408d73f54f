"""What time it is and who is at work: what every entry of the register carries.

`SOURCE_DATE_EPOCH` is followed where it is set, as for the files that are written. Nothing in the register
relies on time for its order: a clock can be set back.
"""

import getpass
import os
from datetime import UTC, date, datetime

from safetytool.write.stamp import VARIABLE, stamp

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """Return the time in UTC, to the second, as the register keeps it."""
    moment = stamp() if VARIABLE in os.environ else datetime.now(UTC)
    return moment.strftime(TIME_FORMAT)


def today() -> date:
    """Return the day, here or of SOURCE_DATE_EPOCH in UTC."""
    return stamp().date() if VARIABLE in os.environ else datetime.now().astimezone().date()


def user() -> str:
    """Return the name that the operating system knows the user by; '' if it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
