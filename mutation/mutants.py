"""Which mutants there are, and which are taken."""

import ast
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

SOURCE: Final = Path(__file__).parent.parent / "src" / "safetytool" / "analysis"

Place = tuple[tuple[int, int], tuple[int, int]]
"""Where something stands: (line, column) of its begin and its end."""


@dataclass(frozen=True)
class Mutant:
    """One change in one module."""

    module: str
    operator: str
    """Of cosmic-ray."""
    occurrence: int
    line: int
    place: Place

    def source(self) -> str:
        """Return the module's source with the change in it."""
        operator = cosmic_ray.plugins.get_operator(self.operator)()
        changed: str | None = mutate_code(path(self.module).read_text(), operator, self.occurrence)
        if changed is None:
            raise LookupError(f"{self.module} has no {self.operator} number {self.occurrence}")
        return changed

    def key(self) -> dict[str, object]:
        """Return what names this mutant in a file of results."""
        return asdict(self)


def path(module: str) -> Path:
    """Return the file of a module of safetytool.analysis."""
    return SOURCE.joinpath(*module.split(".")).with_suffix(".py")


def sample(modules: Mapping[str, object], mutants: int, least: int, seed: int) -> list[Mutant]:
    """Take mutants at random, of every module in proportion to its places, one of every place at most."""
    places = {module: _places(module) for module in modules}
    total = sum(map(len, places.values()))
    chance = random.Random(seed)  # noqa: S311 - it chooses tests, and must be the same every time
    taken = []
    for there in places.values():
        many = min(len(there), max(least, round(mutants * len(there) / total)))
        taken += [chance.choice(there[place]) for place in sorted(chance.sample(sorted(there), many))]
    return taken


def _places(module: str) -> dict[Place, list[Mutant]]:
    """Return the mutants of each place in a module where something can be changed."""
    source = path(module).read_text()
    apart = list(_not_run(ast.parse(source)))
    tree = get_ast(source)
    found: dict[Place, list[Mutant]] = defaultdict(list)
    for name in sorted(cosmic_ray.plugins.operator_names()):
        operator = cosmic_ray.plugins.get_operator(name)
        if not _is_sensible(name) or operator.arguments():
            continue
        positions = (place for node in ast_nodes(tree) for place in operator().mutation_positions(node))
        for occurrence, (start, end) in enumerate(positions):
            if not any(first <= start and end <= last for first, last in apart):
                found[start, end].append(Mutant(module, name, occurrence, start[0], (start, end)))
    return found


def _is_sensible(operator: str) -> bool:
    """Whether an operator makes what somebody could have written: nobody compares numbers by `is`."""
    return "Decorator" not in operator and not (
        operator.endswith(("_Is", "_IsNot")) and "_Is" not in operator[:-6]
    )


def _not_run(tree: ast.Module) -> Iterator[Place]:
    """Return the places of types and decorators: changing them changes no figure."""
    for node in ast.walk(tree):
        for part in (
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
            *getattr(node, "decorator_list", ()),
        ):
            if part is not None:
                yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)
