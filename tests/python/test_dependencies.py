"""The modules of the package import each other in one direction: no circles, lazy imports included."""

import ast
import pathlib

import outliers

ROOT = pathlib.Path(outliers.__file__).parent


def imports_of(path):
    """Return the paths of the package's modules that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1]
            target = folder.joinpath(*(node.module or "").split("."))
            names = [target] if node.module else [folder / alias.name for alias in node.names]
            found.update(name.with_suffix(".py") for name in names)
    return {each for each in found if each.exists()}


def circle_from(start, graph):
    """Return a path from a module back to it, or None."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        for target in graph[way[-1]]:
            if target == start:
                return way + [target]
            if target not in seen:
                seen.add(target)
                ways.append(way + [target])
    return None


def test_modules_import_each_other_in_one_direction():
    graph = {path: imports_of(path) for path in sorted(ROOT.rglob("*.py"))}
    circles = [circle_from(path, graph) for path in graph]
    told = [" -> ".join(str(each.relative_to(ROOT)) for each in circle) for circle in circles if circle]
    assert told == []
    assert sum(map(len, graph.values())) > 20  # it has seen imports
