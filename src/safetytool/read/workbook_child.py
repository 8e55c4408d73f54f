"""What the process does that reads one workbook: `isolated.py` starts it and takes what it sends.

It runs as a file, without the package around it: it starts in a hundredth of a second that way, and what
goes wrong in the library that parses (a crash, endless memory) ends this process and no other.

It reads one pickle on standard input, (where modules are, path, columns, cells, bytes of memory), and sends
pickles of plain values on standard output: ("sheets", about each), then for each that is read ("size", rows,
columns, merged ranges) and ("rows", some rows) until all are sent, and at last ("done",). In the place of any
of them may come ("password",), ("damaged",), ("memory",) or ("too_large", sheet, rows, columns).
"""

import pickle
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

CELLS_AT_ONCE = 100_000
MOST_KEPT = 50_000
"""So many texts are remembered, so that an answer that returns a thousand times is sent once."""


def main() -> None:
    """Read what is asked, and send what is found."""
    sys.path[:], path, columns, cells, memory = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our parent)
    bound(memory)
    import python_calamine as calamine

    try:
        send_workbook(path, columns, cells)
    except MemoryError:
        send("memory")
    except calamine.PasswordError:
        send("password")
    except BrokenPipeError:
        sys.exit(1)
    except (calamine.CalamineError, OSError, ValueError):
        send("damaged")
    except BaseException as error:
        # calamine is written in Rust: what it does not expect in a damaged file ends in a "panic",
        # whose class cannot be imported and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        # A sheet of more cells than can be counted, so that no memory was even asked for.
        send("memory" if "capacity overflow" in str(error) else "damaged")


def bound(memory: int) -> None:
    """Let this process have no more memory than this, where the operating system can do that."""
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def send(*message: Any, stream: BinaryIO = sys.stdout.buffer) -> None:
    """Send one message."""
    pickle.dump(message, stream, protocol=5)
    stream.flush()


def send_workbook(path: str, columns: int, cells: int) -> None:
    """Send all sheets that are shown."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    with opened(path) as workbook:
        about = workbook.sheets_metadata
        whys = [
            "hidden"
            if sheet.visible != SheetVisibleEnum.Visible
            else "chart"
            if sheet.typ != SheetTypeEnum.WorkSheet
            else ""
            for sheet in about
        ]
        send("sheets", [(sheet.name, why) for sheet, why in zip(about, whys, strict=True)])
        for place, why in enumerate(whys):
            if not why and not send_sheet(workbook.get_sheet_by_index(place), columns, cells):
                return
    send("done")


def opened(path: str) -> "CalamineWorkbook":
    """The workbook in a file. From a path calamine goes by the suffix, from bytes by the content."""
    import python_calamine as calamine

    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise
    except calamine.CalamineError:
        with open(path, "rb") as file:  # noqa: PTH123 (pathlib would take as long to import as all the rest)
            return calamine.CalamineWorkbook.from_filelike(BytesIO(file.read()))


def send_sheet(sheet: "CalamineSheet", columns: int, cells: int) -> bool:
    """Send one sheet from A1 on; False where it is too large, and nothing more is to be sent."""
    if sheet.start is None or sheet.end is None:
        send("size", 0, 0, [])
        return True
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if width > columns or height * width > cells:
        send("too_large", sheet.name, height, width)
        return False
    send("size", height, width, list(sheet.merged_cell_ranges or ()))
    known: dict[Any, Any] = {}
    block: list[list[Any]] = []
    left = [""] * sheet.start[1]
    for filled in sheet.iter_rows():
        row = left + filled if left else filled
        if len(known) < MOST_KEPT:
            # A date is equal to a date with a time, 1 to True and 1.0: only texts are shared.
            row = [known.setdefault(cell, cell) if type(cell) is str else cell for cell in row]
        block.append(row)
        if len(block) * width >= CELLS_AT_ONCE:
            send("rows", block)
            block = []
    if block:
        send("rows", block)
    return True


if __name__ == "__main__":
    main()
