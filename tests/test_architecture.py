"""The house rules, read from the code itself: who imports whom, how long functions and files are."""

from __future__ import annotations

import ast
import importlib.util
import statistics
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(importlib.util.find_spec("ldn_watch").origin).parent
TESTS = Path(__file__).parent

# layer -> the layers of this package that it may import; a layer is a folder or a module of the package
NOUNS = {"model", "citation", "errors", "codec", "handbook", "incident", "subscriber"}
MAY_IMPORT = {
    "citation": set(),
    "errors": set(),
    "handbook": set(),
    "model": {"citation", "handbook"},
    "incident": set(),
    "subscriber": {"model"},
    "addresses": set(),
    "tokens": {"subscriber"},
    "progress": set(),
    "worker": set(),
    "nearest": set(),
    "schedule": set(),
    "secret": set(),
    "codec": {"model", "citation"},
    "plans": {"model", "citation", "incident"},
    "ports": {"model", "citation", "incident", "plans", "ports_subscribers"},
    "ports_subscribers": {"subscriber"},
    "http_answer": {"errors"},
    "http": {"errors", "http_answer"},
    "rules": NOUNS | {"rules", "nearest"},
    "rulebooks": NOUNS | {"rules"},
    "render": NOUNS | {"render"},
    "sources": NOUNS | {"ports", "http", "http_answer", "sources"},
    "store": NOUNS | {"plans", "ports", "store"},
    "channels": NOUNS | {"ports", "channels"},
    "webindex": {"render", "webindex"},
    "stages": NOUNS
    | {"plans", "ports", "progress", "schedule", "rules", "render", "stages", "tokens", "webindex"},
    "parts": NOUNS
    | {"channels", "config", "demo", "http", "plans", "ports", "sources", "stages", "store", "tenure"}
    | {"tokens", ""},
    "run": NOUNS | {"ports", "stages"},
    "config": {"config", "model", "errors", "nearest", "schedule", "secret", "subscriber"},
    "tenure": {"errors", "ports", "worker"},
    "status": NOUNS | {"ports", "config", "schedule", "stages", ""},
    "app": NOUNS
    | {"config", "http", "parts", "plans", "ports", "progress", "render", "rulebooks", "rules", "run"}
    | {"stages", "status", "tenure", "tokens"},
    "demo": NOUNS | {"demo"},
    "logs": set(),
    "wording": NOUNS | {"plans", "render", "rules", "stages", "wording"},
    "daemon": NOUNS | {"app", "config", "logs", "schedule", "wording"},
    "serve": NOUNS | {"addresses", "app", "config", "parts", "ports", "render", "serve", "stages", "tokens"},
    "cli": NOUNS
    | {"addresses", "app", "cli", "config", "daemon", "logs", "nearest", "parts", "plans", "progress"}
    | {"rulebooks", "rules", "serve", "stages", "wording", ""},
    "__main__": {"cli"},
}

# inside render: what its folders may import of one another; what stands beside them is shared by all
RENDER_MAY_IMPORT = {"cite": set(), "messages": set(), "pages": {"cite"}}

# Each third-party package has one door.
DOORS = {
    "ahocorasick_rs": {"rules/phrases.py"},
    "aiosmtpd": {"demo/mailbox.py"},
    "alembic": {"store/"},
    "apprise": {"channels/apprise.py"},
    "apscheduler": {"daemon.py"},
    "Bio": {"sources/eutils.py"},
    "citeproc": {"render/cite/styles.py"},
    "click": {"cli/"},
    "cronsim": {"schedule.py"},
    "css_inline": {"render/messages/email.py"},
    "email_validator": {"addresses.py"},
    "feedgenerator": {"render/feed.py"},
    "itsdangerous": {"tokens.py"},
    "jinja2": {"render/templating.py"},
    "lxml": {"sources/pubmed_xml.py"},
    "markupsafe": {"render/templating.py"},
    "nh3": {"render/markup.py"},
    "pygal": {"render/pages/chart.py"},
    "pydantic": {"config/"},
    "requests": {"http.py"},
    "rich": {"cli/terminal.py"},
    "sqlalchemy": {"store/"},
    "urllib3": {"http.py"},
    "waitress": {"serve/server.py"},
    "werkzeug": {"serve/"},
}
PURE = (
    *("rules/", "render/", "webindex/"),
    *("model.py", "handbook.py", "citation.py", "plans.py", "ports.py", "codec.py"),
)
IMPURE_MODULES = {
    "os",
    "socket",
    "time",
    "random",
    "subprocess",
    "sqlite3",
    "requests",
    "tempfile",
    "threading",
}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
READS_THE_CLOCK = {"app.py", "http.py", "daemon.py", "demo/"}


@cache
def sources() -> dict[str, ast.Module]:
    """Path below the package -> its syntax tree."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def layer_of(module: str) -> str:
    """`store/archive.py` -> store, `http.py` -> http, `__init__.py` -> ""."""
    head, _, rest = module.partition("/")
    return head if rest else head.removesuffix(".py").replace("__init__", "")


def imports_of(tree: ast.AST):
    """Every imported module's dotted name, wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                [node.module] if node.module != "ldn_watch" else [f"ldn_watch.{a.name}" for a in node.names]
            )


def own_layers(tree: ast.AST):
    for name in imports_of(tree):
        if name.startswith("ldn_watch"):
            layer = [*name.split("."), ""][1]
            yield "" if layer.startswith("__") else layer


@pytest.mark.parametrize("module", sources())
def test_a_layer_imports_only_what_the_table_allows(module):
    layer = layer_of(module)
    if not layer:
        return
    assert layer in MAY_IMPORT, f"{module}: a new layer: add it to the table and to docs/architecture.md"
    strangers = set(own_layers(sources()[module])) - MAY_IMPORT[layer]
    assert not strangers, f"{module} imports {sorted(strangers)}"


@pytest.mark.parametrize("folder", ["sources", "store", "channels"])
def test_one_file_names_the_concrete_parts(folder):
    named_by = {
        module
        for module, tree in sources().items()
        if folder in set(own_layers(tree)) and layer_of(module) != folder
    }
    assert named_by == {"parts.py"}


@pytest.mark.parametrize("package", DOORS)
def test_a_package_has_one_door(package):
    users = {
        module
        for module, tree in sources().items()
        if any(name.split(".")[0] == package for name in imports_of(tree))
    }
    doors = DOORS[package]
    assert {user for user in users if not any(user.startswith(door) for door in doors)} == set()


def test_every_dependency_is_used_and_every_import_is_declared():
    used = {name.split(".")[0] for tree in sources().values() for name in imports_of(tree)}
    third_party = used - set(sys.stdlib_module_names) - {"ldn_watch"}
    assert third_party <= DOORS.keys()
    assert DOORS.keys() - {"urllib3"} <= third_party, "a door that nobody uses"


@pytest.mark.parametrize("module", [module for module in sources() if module.startswith(PURE)])
def test_pure_parts_touch_nothing(module):
    touched = {name.split(".")[0] for name in imports_of(sources()[module])} & IMPURE_MODULES
    assert not touched, f"{module} imports {sorted(touched)}"


@pytest.mark.parametrize("module", sources())
def test_the_clock_is_read_at_the_edge_alone(module):
    if any(module.startswith(edge) for edge in READS_THE_CLOCK):
        return
    read = [
        f"line {node.lineno}"
        for node in ast.walk(sources()[module])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in CLOCKS
    ]
    assert not read, f"{module} reads the clock: {read}"


def dotted(module: str) -> str:
    """`store/archive.py` -> ldn_watch.store.archive, `rules/__init__.py` -> ldn_watch.rules."""
    name = "ldn_watch." + module.removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")


def modules_named(tree: ast.AST):
    """Every module of this package that is imported anywhere: in a function or for its types alone, too."""
    known = {dotted(module) for module in sources()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & known
            yield from inside or {node.module}


def test_imports_make_no_circle():
    graph = {dotted(module): set(modules_named(tree)) for module, tree in sources().items()}
    try:
        order = [*TopologicalSorter(graph).static_order()]
    except CycleError as error:
        pytest.fail(f"a circle: {' <- '.join(error.args[1])}")
    assert len(order) > 100, "the imports were not read"


@pytest.mark.parametrize("module", [module for module in sources() if module.startswith("render/")])
def test_inside_render_what_is_shared_names_no_special_part(module):
    own = module.split("/")[1]
    names = [name.split(".") for name in modules_named(sources()[module])]
    named = {parts[2] for parts in names if parts[1:2] == ["render"] and len(parts) > 2}
    folders = named & RENDER_MAY_IMPORT.keys()
    assert folders <= RENDER_MAY_IMPORT.get(own, set()) | {own}, f"{module} imports {sorted(folders)}"


def functions():
    for module, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_functions_are_short():
    lengths = sorted(length for _, length in functions())
    assert statistics.median(lengths) < 10
    assert lengths[int(len(lengths) * 0.9)] <= 30
    assert [name for name, length in functions() if length > 60] == []


def test_files_are_short():
    files = [*PACKAGE.rglob("*.py"), *TESTS.rglob("*.py")]
    long = {
        path.name: lines
        for path in files
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


@pytest.mark.parametrize("module", sources())
def test_every_module_says_what_it_does(module):
    tree = sources()[module]
    assert not tree.body or ast.get_docstring(tree), f"{module} has no docstring"


def test_modules_have_names_that_say_something():
    empty_words = {"utils", "helpers", "helper", "manager", "handler", "processor", "base", "common", "misc"}
    assert {Path(module).stem for module in sources()} & empty_words == set()
