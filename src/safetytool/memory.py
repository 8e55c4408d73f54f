"""Giving memory back to the operating system between two pieces of work."""

import ctypes
import gc
import sys


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
