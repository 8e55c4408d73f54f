"""The shape of the code: data flow in one direction, and nothing grows out of hand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "safetytool"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 60

# Later steps know the records of the step before them, and of the item bank.
FORBIDDEN = {
    "read": {
        "advisors",
        "recognise",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "write",
        "commands",
        "texts",
        "profiles",
        "cli",
        "trend",
    },
    "bank": {
        "read",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "write",
        "commands",
        "texts",
        "profiles",
        "cli",
        "trend",
    },
    "recognise": {"tidy", "counting", "analysis", "signals", "write", "commands", "texts", "cli", "trend"},
    "tidy": {"counting", "analysis", "signals", "write", "commands", "texts", "cli", "trend"},
    "counting": {"read", "analysis", "signals", "write", "commands", "texts", "profiles", "cli", "trend"},
    "analysis": {
        "read",
        "recognise",
        "advisors",
        "tidy",
        "signals",
        "write",
        "commands",
        "texts",
        "profiles",
        "cli",
        "trend",
    },
    "trend": {
        "read",
        "recognise",
        "advisors",
        "tidy",
        "signals",
        "write",
        "commands",
        "texts",
        "profiles",
        "cli",
        "questions",
        "documents",
        "agenda",
    },
    "signals": {"read", "write", "commands", "cli", "questions", "documents", "trend"},
    "write": {
        "read",
        "recognise",
        "tidy",
        "counting",
        "commands",
        "profiles",
        "cli",
        "questions",
        "documents",
    },
    "masking": {
        "read",
        "recognise",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "write",
        "commands",
        "texts",
        "profiles",
        "cli",
        "advisors",
        "remarks",
        "questions",
        "documents",
        "agenda",
        "schools",
    },
    "remarks": {
        "read",
        "recognise",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "write",
        "commands",
        "texts",
        "profiles",
        "cli",
        "advisors",
        "masking",
        "questions",
        "documents",
        "agenda",
        "schools",
    },
    "advisors": {
        "tidy",
        "counting",
        "analysis",
        "signals",
        "write",
        "commands",
        "texts",
        "cli",
        "questions",
        "documents",
        "agenda",
        "trend",
    },
    "questions": {
        "read",
        "recognise",
        "tidy",
        "counting",
        "signals",
        "write",
        "commands",
        "profiles",
        "cli",
        "advisors",
        "remarks",
        "masking",
        "documents",
        "agenda",
        "schools",
    },
    "documents": {
        "read",
        "recognise",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "commands",
        "profiles",
        "cli",
        "advisors",
        "remarks",
        "masking",
        "agenda",
    },
    "agenda": {
        "read",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "commands",
        "profiles",
        "cli",
        "advisors",
        "remarks",
        "masking",
    },
    "register": {
        "recognise",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "commands",
        "texts",
        "profiles",
        "cli",
        "advisors",
        "remarks",
        "questions",
        "agenda",
        "schools",
    },
    "disclosure": {
        "read",
        "recognise",
        "advisors",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "trend",
        "texts",
        "profiles",
        "questions",
        "documents",
        "agenda",
        "register",
        "report",
        "unattended",
        "write",
        "commands",
        "cli",
    },
    "report": {
        "write",
        "commands",
        "cli",
        "questions",
        "agenda",
        "unattended",
        "masking",
        "remarks",
    },
    "unattended": {
        "read",
        "recognise",
        "advisors",
        "tidy",
        "counting",
        "analysis",
        "signals",
        "trend",
        "texts",
        "profiles",
        "questions",
        "documents",
        "agenda",
        "register",
        "report",
        "disclosure",
        "commands",
        "cli",
    },
    "convert": {
        "advisors",
        "counting",
        "analysis",
        "signals",
        "trend",
        "texts",
        "questions",
        "documents",
        "agenda",
        "register",
        "report",
        "disclosure",
        "unattended",
        "write",
        "commands",
        "cli",
    },
    "commands": {"cli", "cli_convert", "cli_report", "cli_register"},
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_step_does_not_reach_past_the_next(package: str) -> None:
    modules = sorted((PACKAGE / package).rglob("*.py"))
    assert modules
    reached = {
        f"{name(path)} imports {module}"
        for path in modules
        for module in imported(path)
        if module.startswith("safetytool.") and module.split(".")[1] in FORBIDDEN[package]
    }
    assert not reached


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
    long = [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno + 1 > MOST_LINES_OF_A_FUNCTION]
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_slow_imports_are_not_made(path: Path) -> None:
    """scipy.stats alone takes longer to import than analysing a school may take."""
    assert not [module for module in imported(path) if module.startswith("scipy.stats")]
