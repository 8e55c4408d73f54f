"""Hear the small signals in a school's own safety data before something serious happens."""

__version__ = "0.1.0"
