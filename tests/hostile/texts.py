"""Texts that some program would take for more than a text, and what must not become of them."""

from pathlib import Path
from typing import Final

from tests.hostile import ordinary
from tests.hostile.make import Files

FORMULA: Final = "=cmd|' /C calc'!A0"
SPECIAL: Final = (
    FORMULA, "+1+cmd", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "<script>alert(1)</script>", "{{ 7 * 7 }}",
    "{% for x in y %}", '#read("/etc/passwd")', "#{ 1 + 1 }", "$ x $", "]]> &amp; & < >", "_x0041_",
    "\x1b[31mred", "\x9b2J", "[red]rood[/red]", "[/]", "[link=http://x]", "![x](http://x)",
    "'; drop table signals; --", "\u202egnol", "%s %n {0}", "BEGIN:VEVENT\r\nEND:VEVENT",
)  # fmt: skip
PATHS: Final = (
    "../../x", "/etc/x", "..\\..\\x", "con", "nul.txt", "a\nb", "x" * 300, "a/b", ".", "..", "~", "C:\\x",
    "*?",
)  # fmt: skip


def rows_of(text: str, school: str | None = None) -> ordinary.Rows:
    """An export with a text in its headers, classes, answers and remarks, that gives signals."""
    header = [*ordinary.HEADER, f"{text} Voel je je veilig?", text]
    body = [
        [
            school or row[0],
            row[1],
            text if place < 12 else row[2],
            *row[3:5],
            f"{text} juf slaat mij vaak",
            text,
            text,
        ]
        for place, row in enumerate(ordinary.pupils(30))
    ]
    return [header, *body]


def exports(folder: Path) -> Files:
    """An export for each text, as a file that keeps every character."""
    made = {}
    for number, text in enumerate(SPECIAL):
        made[f"text-{number}.parquet"] = ordinary.parquet(folder / f"text-{number}.parquet", rows_of(text))
    return made


def schools(folder: Path) -> Files:
    """An export for each name of a school that leads elsewhere."""
    made = {}
    for number, name in enumerate((*PATHS, *SPECIAL)):
        rows = rows_of("x", school=name)
        made[f"school-{number}.parquet"] = ordinary.parquet(folder / f"school-{number}.parquet", rows)
    return made


def json_files(folder: Path) -> Files:
    """JSON that is no signals.json, though it may look like it."""
    deep = "[" * 100_000
    data = {
        "deep": deep,
        "deep-object": '{"a":' * 100_000,
        "number": '{"schema_version": ' + "9" * 5_000 + "}",
        "nan": '{"schema_version": NaN}',
        "null": "null",
        "list": "[]",
        "text": '"x"',
        "twice": '{"schema_version": 1, "schema_version": 2, "signals": []}',
        "signals-null": '{"schema_version": 1, "signals": null}',
        "signals-numbers": '{"schema_version": 1, "signals": [1, 2]}',
        "signals-empty": '{"schema_version": 1, "signals": [{}]}',
        "cut": '{"schema_version": 1, "signals": [',
    }
    made = {}
    for name, text in data.items():
        made[f"{name}.json"] = path = folder / f"{name}.json"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
    made["bytes.json"] = folder / "bytes.json"
    made["bytes.json"].write_bytes(bytes(range(256)))
    return made


def toml_files(folder: Path) -> Files:
    """TOML that is no board.toml and no profile."""
    data = {
        "deep": "a = " + "[" * 5_000,
        "number": "a = " + "9" * 5_000,
        "tables": "\n".join(f"[a{n}]" for n in range(20_000)),
        "dotted": ".".join(["a"] * 5_000) + " = 1",
        "limits-text": '[limits]\nmax_cells = "veel"',
        "limits-zero": "[limits]\nmax_cells = 0",
        "limits-true": "[limits]\nmax_cells = true",
        "limits-unknown": "[limits]\nmax_cell = 1",
        "limits-no-table": "limits = 3",
        "nul": "a = \0",
    }
    made = {}
    for name, text in data.items():
        made[f"{name}.toml"] = path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
    return made
