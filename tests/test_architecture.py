"""What holds for the code as a whole, so that nobody has to remember it."""

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import planlint
from planlint import cli, output
from planlint.settings.catalogue import Rule, check_of, rules

PACKAGE = Path(planlint.__file__).parent

LAYERS = [
    "planlint",
    "text",
    "words",
    "text.encoding",
    "markdown",
    "plan",
    "running.ignore running.reading running.writing running.neighbours",
    "compare",
    "fixing.regions",
    "rules",
    "settings",
    "running.linter",
    "fixing",
    "settings.baseline",
    "running",
    "output",
    "server",
    "cli",
    "__main__",
]
"""Imports go up this list only; the longest name that a module starts with says where it is. Modules of one place may
import each other, but never in a circle."""

MAX_MODULE = 320
MAX_FUNCTION = 42
MAX_TOP = 15
ON_DEMAND = ("planlint.server", "planlint.output.overview", "planlint.output.page")
"""Packages that a run of the linter does not import."""
MAY_USE_MISTUNE = {"planlint.markdown.parser"}
SLOW = {
    "mistune",
    "jsonschema",
    "ruamel",
    "multiprocessing",
    "concurrent",
    "ftfy",
    "wcwidth",
    "difflib",
    "tomllib",
    "pygls",
}


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(("planlint", *file.relative_to(PACKAGE).with_suffix("").parts))
        found[name.removesuffix(".__init__")] = file
    return found


MODULES = modules()
TREES = {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in MODULES.items()}


def imports(name: str) -> set[str]:
    """The package's modules that a module imports anywhere, at its top or inside functions; the package itself is the
    front door, and opens the house when it is asked to."""
    found: set[str] = set()
    if name == "planlint":
        return found
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    inner = found & MODULES.keys()
    return {each for each in inner if not any(other.startswith(f"{each}.") for other in inner)} - {name}


def layer(name: str) -> int:
    ranks = {place: rank for rank, places in enumerate(LAYERS) for place in places.split()}
    parts = name.split(".")[1:] or ["planlint"]
    found = [place for n in range(len(parts), 0, -1) if (place := ".".join(parts[:n])) in ranks]
    assert found, f"say where {name} belongs, in LAYERS of {Path(__file__).name}"
    return ranks[found[0]]


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name: str) -> None:
    assert not [each for each in imports(name) if layer(each) > layer(name)]


def test_the_house_is_small() -> None:
    assert len([each for each in PACKAGE.iterdir() if each.name != "__pycache__"]) <= MAX_TOP


def test_no_imports_go_in_a_circle() -> None:
    TopologicalSorter({name: imports(name) for name in MODULES}).prepare()


@pytest.mark.parametrize("name", MODULES)
def test_modules_and_functions_are_small(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= MAX_MODULE
    long = {
        node.name: size(node)
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and size(node) > MAX_FUNCTION
    }
    assert not long


def size(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    assert node.end_lineno
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return node.end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_is_documented(name: str) -> None:
    def missing(node: ast.AST, prefix: str = "") -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and child.name[0] != "_":
                if not ast.get_docstring(child):
                    yield prefix + child.name
                if (
                    isinstance(child, ast.ClassDef) and not child.bases
                ):  # else a method may be inherited with its docstring
                    yield from missing(child, f"{child.name}.")

    assert ast.get_docstring(TREES[name]) or not TREES[name].body
    assert not list(missing(TREES[name]))


@pytest.mark.parametrize("name", MODULES)
def test_only_the_parser_knows_mistune(name: str) -> None:
    if name not in MAY_USE_MISTUNE:
        assert "import mistune" not in ast.unparse(TREES[name])
        assert "from mistune" not in ast.unparse(TREES[name])


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_every_option_is_a_keyword_of_the_check(rule: Rule) -> None:
    if rule.family == "suppressions":
        pytest.skip("run by the linter itself")
    check = check_of(rule)
    if isinstance(check, partial):
        assert not rule.options
        return
    first, *rest = inspect.signature(check).parameters.values()
    assert first.name == "plan"
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in rest)
    assert {each.name: each.default for each in rest} == rule.defaults


@pytest.mark.parametrize("family", sorted({rule.family for rule in rules().values()} - {"suppressions"}))
def test_every_check_has_a_rule(family: str) -> None:
    """What has no check of its own is told by relations; that they do, the examples show."""
    modules = [f"planlint.rules.{family}"]
    public = {
        name
        for place in modules
        if place in MODULES
        for name, value in vars(import_module(place)).items()
        if inspect.isgeneratorfunction(value) and value.__module__ == place and name[0] != "_"
    }
    assert public <= {rule.name.replace("-", "_") for rule in rules().values() if rule.family == family}


@pytest.mark.parametrize("name", [each.name for each in iter_modules(cli.__path__) if each.name[0] != "_"])
def test_every_command_is_called_like_its_module(name: str) -> None:
    assert import_module(f"planlint.cli.{name}").command.name == name


def test_every_format_has_a_reporter() -> None:
    found = {each.name for each in iter_modules(output.__path__) if each.name[0] != "_" and not each.ispkg}
    assert {name.replace("-", "_") for name in output.FORMATS} == found
    for name in found:
        assert callable(import_module(f"planlint.output.{name}").report)


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith(ON_DEMAND)])
def test_no_expression_is_compiled_on_import(name: str) -> None:
    assigned = [node for node in TREES[name].body if isinstance(node, ast.Assign)]
    compiled = [ast.unparse(node.targets[0]) for node in assigned if "re.compile(" in ast.unparse(node.value)]
    assert not compiled, "planlint.text.patterns.regex compiles them when they are used"


def test_a_small_run_imports_nothing_slow(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text("# Plan\n\n- [ ] Build it\n", encoding="utf-8")
    code = f"""\
import sys
from planlint.cli._main import main
try:
    main(["--no-config", {str(plan)!r}])
finally:
    print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    for _ in range(2):  # the first run may have to compile the catalogue
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    assert not SLOW & set(run.stdout.splitlines()[-1].split())
