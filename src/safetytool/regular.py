"""Telling a file from a folder, a pipe and a device, before anything is opened."""

import os
import stat
from pathlib import Path

from safetytool.errors import InputError, Place


def refuse_other_than_a_file(path: Path) -> os.stat_result:
    """Refuse a folder, and what is no file on a disk: to open a pipe may wait for ever, a device has no end.

    Returns
    -------
    What the operating system knows of the file.

    Raises
    ------
    InputError
        It is a folder, a pipe, a socket or a device.
    OSError
        It is not there, or may not be looked at.
    """
    about = path.stat()
    if stat.S_ISDIR(about.st_mode):
        raise InputError(
            "this is a folder, not a file", do="Name the file in it that is meant", place=Place(str(path))
        )
    if not stat.S_ISREG(about.st_mode):
        raise InputError(
            "this is a pipe or a device, not a file",
            do="Save what it gives as a file, and name that",
            place=Place(str(path)),
        )
    return about
