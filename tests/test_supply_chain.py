"""What is installed is what was chosen: few dependencies, pinned, with hashes, under known licences."""

import ast
import re
import sys
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "safetytool"
LOCKS = {path.stem: path for path in sorted((ROOT / "requirements").glob("*.txt"))}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DOCUMENT = (ROOT / "docs" / "supply-chain.md").read_text(encoding="utf-8")

PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)"
    r"(?: ; (?P<marker>[^@/\\\n]+?))?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})*)\n"
)
IMPORTED_AS = {"python-calamine": "python_calamine", "python-docx": "docx"}
"""Where the module is not named after its package."""

LICENCES = {
    "MIT", "MIT License", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "Zlib",
    "CC0-1.0", "PSF-2.0", "ISC License (ISCL)", "Apache Software License",
}  # fmt: skip
"""Licences that ask for no more than that they are passed on, all compatible with the EUPL."""
LICENCES_OF_EXTRAS = {"deduce": "LGPL-3.0-or-later"}
"""The EUPL names the LGPL as compatible; it comes only with the extra `text`."""


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    marker: str
    hashes: int


def pins(path: Path) -> list[Pin]:
    """Every pin of a file; a line that is none makes the test fail."""
    text = path.read_text(encoding="utf-8")
    found = list(PIN.finditer(text))
    assert PIN.sub("", text).strip() == ""
    return [Pin(m["name"], m["version"], m["marker"] or "", m["hashes"].count("--hash=")) for m in found]


def of(extra: str | None = None) -> list[Requirement]:
    """The dependencies that pyproject.toml states."""
    project = PROJECT["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(line) for line in lines]


FILES = {
    "run": of(),
    "dev": [*of(), *of("spss"), *of("dev")],
    "text": [*of(), *of("text")],
    "fuzz": [*of(), *of("fuzz")],
    "build": [Requirement(line) for line in PROJECT["dependency-groups"]["build"]],
    "lock": [Requirement(line) for line in PROJECT["dependency-groups"]["lock"]],
}


def test_every_file_is_known() -> None:
    assert LOCKS.keys() == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_everything_has_a_version_and_hashes(name: str) -> None:
    found = pins(LOCKS[name])
    assert len(found) >= len(FILES[name])
    assert not [pin.name for pin in found if pin.hashes == 0]


@pytest.mark.parametrize("name", FILES)
def test_the_files_name_no_place(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    assert not re.search(r"https?:|//|file:|--index|--extra-index|--find-links|@ ", text)


@pytest.mark.parametrize("name", FILES)
def test_what_is_asked_for_is_pinned_as_it_is_asked_for(name: str) -> None:
    found = pins(LOCKS[name])
    for asked in FILES[name]:
        versions = [pin.version for pin in found if pin.name == canonicalize_name(asked.name)]
        assert versions, asked.name
        assert all(asked.specifier.contains(version) for version in versions), asked


def test_all_files_agree() -> None:
    """They are installed over one another."""
    chosen: dict[tuple[str, str], set[str]] = {}
    for path in LOCKS.values():
        for pin in pins(path):
            chosen.setdefault((pin.name, pin.marker), set()).add(pin.version)
    assert not {name: versions for name, versions in chosen.items() if len(versions) > 1}


def test_what_builds_the_package_is_pinned() -> None:
    asked = {Requirement(line).name for line in PROJECT["build-system"]["requires"]}
    assert asked <= {pin.name for pin in pins(LOCKS["build"])}


def test_make_installs_nothing_without_hashes() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if re.search(r"\binstall\b.*(-r|-e|-c|uv|pip-audit)", line)]
    assert len(installs) > 2
    for line in installs:
        own_code = "--no-deps --no-build-isolation -e ." in line
        assert own_code or "--require-hashes" in line or "$(HASHED)" in line, line


def imported() -> set[str]:
    """The top-level modules of others that safetytool imports."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"safetytool"}


def test_what_is_declared_is_imported_and_nothing_else() -> None:
    declared = {canonicalize_name(one.name) for one in [*of(), *of("spss"), *of("text")]}
    assert {IMPORTED_AS.get(name, name) for name in declared} == imported()


def licences(name: str) -> set[str]:
    """What a package says of its licence: an expression (PEP 639), else classifiers, else a word."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return set(re.split(r" (?:AND|OR) |[()]", expression)) - {""}
    classified = [line for line in about.get_all("Classifier", []) if line.startswith("License :: ")]
    return {line.rpartition(" :: ")[2] for line in classified} or {about.get("License", "")}


def here(file: str) -> list[str]:
    """The packages of a file that are installed."""
    installed = {canonicalize_name(one.metadata["Name"]) for one in metadata.distributions()}
    return sorted({pin.name for pin in pins(LOCKS[file])} & installed)


def test_licences_of_what_is_needed_to_run() -> None:
    names = here("run")
    assert {canonicalize_name(one.name) for one in of()} <= set(names)
    assert not {name: licences(name) - LICENCES for name in names if licences(name) - LICENCES}


def test_licences_of_extras() -> None:
    assert not {n for n in here("dev") if n == "pyreadstat" and licences(n) - LICENCES}
    for name, licence in LICENCES_OF_EXTRAS.items():
        assert f"| `{name}` |" in DOCUMENT
        assert licence in DOCUMENT


def test_every_dependency_is_accounted_for() -> None:
    rows = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.+)$", DOCUMENT, re.M))
    direct = [*of(), *of("spss"), *of("text")]
    for one in direct:
        why, licence, _pulls, *_ = rows[canonicalize_name(one.name)].split(" | ")
        assert len(why.split()) >= 3
        assert licence
    assert f"**{len(of())} direct dependencies**" in DOCUMENT
    run = {pin.name for pin in pins(LOCKS["run"])}
    assert f"**{len(run)} packages in all**" in DOCUMENT
    # What comes along is named too, each with whom it comes along.
    assert not [name for name in sorted(run) if f"`{name}`" not in DOCUMENT]


XML = re.compile(
    r"\b(ElementTree|expat|lxml|minidom|load_workbook|parse_xml|defusedxml|docx import Document)\b"
)


def test_every_place_where_xml_is_parsed_is_listed() -> None:
    where = {
        str(path.relative_to(SOURCE).as_posix())
        for path in SOURCE.rglob("*.py")
        if any(
            XML.search(line) and "TYPE_CHECKING" not in line and not line.startswith("    from docx.document")
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    }
    assert where
    assert not [path for path in sorted(where) if f"`{path}`" not in DOCUMENT]
