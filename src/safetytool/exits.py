"""How a command ends: with an exit status that means something, and a message in the place of a traceback."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from safetytool.errors import SafetytoolError

DONE: Final = 0
SIGNALS: Final = 1
"""Done, and there are signals that the caller asked to be told of."""
WRONG_INPUT: Final = 2
TOOL_FAILED: Final = 3
STOPPED: Final = 130
"""By the user: 128 and the number of the signal, as shells have it."""


def run(command: Callable[[], object]) -> NoReturn:
    """Run a command line and end the process."""
    for name in ("stdout", "stderr"):
        # A clock may start it without any; what is printed then goes nowhere.
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    try:
        command()
    except SafetytoolError as error:
        _fail(str(error), WRONG_INPUT)
    except BrokenPipeError:
        _enough()
    except SystemExit as stop:
        # The library of the command line takes a closed pipe for a failure of status 1.
        if isinstance(stop.__context__, BrokenPipeError):
            _enough()
        raise
    except KeyboardInterrupt:
        _fail("stopped", STOPPED)
    except Exception as error:
        if os.environ.get("SAFETYTOOL_DEBUG"):
            raise
        _fail(
            f"the tool itself failed ({type(error).__name__}). Nothing was written. "
            "Set SAFETYTOOL_DEBUG=1 and run it again to see where, and report that, without any data.",
            TOOL_FAILED,
        )
    sys.exit(DONE)


def _enough() -> NoReturn:
    """End well where whoever was reading has enough; keep Python from complaining when it closes the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    sys.exit(DONE)


def _fail(message: str, status: int) -> NoReturn:
    sys.stderr.write(f"safetytool: {message}\n")
    sys.exit(status)
