"""Giving memory back to the operating system: during large work, and between two pieces of it."""

import ctypes
import gc
import sys
from typing import Final

M_MMAP_THRESHOLD: Final = -3
"""The name of that setting in glibc's malloc.h."""
LARGE_BYTES: Final = 1 << 20


def give_back_at_once() -> None:
    """From now on, give every large piece of memory back as soon as it is free.

    The C library of Linux otherwise comes to keep pieces of up to 32 MiB for later, between which others are
    stuck; a year of a country would need a fifth more. It costs a little time, so it is not always on.
    """
    if sys.platform == "linux":
        option = getattr(ctypes.CDLL(None), "mallopt", None)
        if option is not None:
            option(M_MMAP_THRESHOLD, LARGE_BYTES)


def give_back() -> None:
    """Free what is no longer used, and give it back.

    Detectors share references in circles, which hold on to all classes of a year until somebody looks. And
    the C library of Linux keeps what was freed in small pieces for itself; elsewhere nothing more is needed.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
