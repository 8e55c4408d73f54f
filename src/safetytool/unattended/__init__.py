"""Running without anybody watching: one run at a time, nothing written twice, and a log of what was done.

`commands/report.py` uses it so::

    log = open_log(path)
    with RunLock(folder):
        key = fingerprint(inputs, settings)
        if not is_current(folder, key, names):
            write_current(folder, key, outputs)

Leaves out: what is in the outputs. Every write goes through `write.files`, which removes what a killed run
left.
"""

from safetytool.unattended.lock import RunLock
from safetytool.unattended.log import Level, Log, open_log
from safetytool.unattended.state import current_since, fingerprint, is_current, write_current

__all__ = [
    "Level",
    "Log",
    "RunLock",
    "current_since",
    "fingerprint",
    "is_current",
    "open_log",
    "write_current",
]
