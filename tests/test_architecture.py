"""The shape of the code: stages in one direction, one reader, one printer, small parts."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator"
THEME = ROOT / "playbook" / "theme"
STAGES = (
    "problems", "model", "load", "check", "reach", "decide", "plan", "pages", "project", "site",
    "publish", "cli",
)  # fmt: skip
PURE = ("problems", "model", "check", "reach", "decide", "plan", "pages")
WRITERS = ("project", "site", "publish", "cli")
LONGEST_FUNCTION, LONGEST_MODULE = 40, 300
BAD_NAMES = {
    "manager", "helper", "helpers", "util", "utils", "common", "base", "misc", "info",
    "process", "handle",
}  # fmt: skip

READING = {"open", "read_text", "read_bytes", "iterdir", "glob", "rglob", "walk", "listdir"}
LOOKING = {"exists", "is_file", "is_dir", "is_symlink", "stat", "fstat", "resolve", "cwd"}
WRITING = {
    "write_text", "write_bytes", "mkdir", "makedirs", "touch", "unlink", "rmdir", "rmtree",
    "rename", "renames", "symlink_to", "copyfile", "copytree", "copy2", "move", "fsync",
}  # fmt: skip
READS_WHAT_WAS_MADE = {
    "generator.project.logo": "the logo, which is in memory",
    "generator.project.share": "the picture, which is in memory",
    "generator.site.links": "the built site",
    "generator.site.offline": "the built site",
    "generator.site.bundle": "the built site, and the zip it writes",
    "generator.site.lock": "the built site",
    "generator.site.pdf": "what the browser printed",
    "generator.site.whole": "the built site",
    "generator.site.finish": "the built site",
    "generator.site.inputs": "whether there is a project, and the package's own code",
    "generator.site.many": "the built site",
    "generator.site.state": "the built site and what it wrote itself",
    "generator.project.swap": "the folder it puts in place",
    "generator.publish.site": "the built site",
    "generator.publish.git": "what git wrote for it",
    "generator.publish.folder": "the folder it puts in place",
    "generator.publish.record": "what it wrote itself",
    "generator.cli.sending": "the decision beside the project",
    "generator.cli.build": "whether the target is empty",
    "generator.cli.bundle": "the text that goes along",
    "generator.cli.lock": "the lock",
}
OUTSIDE = {
    "os", "sys", "time", "socket", "ssl", "http", "urllib.request", "subprocess", "shutil",
    "tempfile", "locale", "getpass", "platform", "requests", "httpx", "asyncio", "threading",
}  # fmt: skip
CLOCK = {"now", "today", "utcnow", "fromtimestamp"}


@lru_cache
def modules() -> dict[str, Path]:
    """Return every module of the package by its name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@lru_cache
def tree(module: str) -> ast.Module:
    """Return a module's syntax."""
    return ast.parse(modules()[module].read_text("utf-8"))


def stage(module: str) -> str:
    """Return the stage a module belongs to; empty for the package itself."""
    return module.partition(".")[2].partition(".")[0]


def imports(module: str) -> Iterator[tuple[str, int]]:
    """Yield what a module imports, inside functions too, with the line."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno}: a relative import"
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield (inside if inside in modules() else str(node.module)), node.lineno


def calls(module: str) -> Iterator[tuple[str, int]]:
    """Yield the last name of everything a module calls, with the line."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            name = node.func
            if isinstance(name, ast.Name):
                yield name.id, node.lineno
            elif isinstance(name, ast.Attribute):
                yield name.attr, node.lineno


def clocks(module: str) -> Iterator[tuple[str, int]]:
    """Yield where a module asks a date or a time for the present one."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK:
            name = ast.unparse(node)
            if name.split(".")[0] in {"date", "datetime", "time"}:
                yield name, node.lineno


def where(module: str, line: int, what: str) -> str:
    """Return an offender as a message names it."""
    return f"{modules()[module].relative_to(ROOT)}:{line}: {what}"


def test_every_module_belongs_to_a_stage() -> None:
    strays = [name for name in modules() if name != "generator" and stage(name) not in STAGES]
    assert not strays, "\n".join(strays)


def test_a_module_imports_only_stages_above_it() -> None:
    below = [
        where(module, line, f"{stage(module)} imports {name}")
        for module in modules()
        for name, line in imports(module)
        if name.startswith("generator.")
        and stage(module)
        and STAGES.index(stage(name)) > STAGES.index(stage(module))
    ]
    assert not below, "\n".join(below)


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {m: sorted({n for n, _ in imports(m) if n in modules() and n != m}) for m in modules()}
    circles = [c for start in graph for c in _circles(graph, start, (start,))]
    assert not circles, "\n".join(circles)


def _circles(graph: dict[str, list[str]], start: str, way: tuple[str, ...]) -> Iterator[str]:
    for name in graph[way[-1]]:
        if name == start:
            yield " > ".join((*way, name))
        elif name not in way and name > start:
            yield from _circles(graph, start, (*way, name))


def test_load_alone_reads_content() -> None:
    allowed = {m for m in modules() if stage(m) == "load"} | READS_WHAT_WAS_MADE.keys()
    readers = [
        where(module, line, f"{name}()")
        for module in modules()
        if module not in allowed
        for name, line in calls(module)
        if name in READING
    ]
    assert not readers, "\n".join(readers)


def test_every_leave_to_read_is_still_needed() -> None:
    idle = [
        module
        for module in READS_WHAT_WAS_MADE
        if not any(name in READING for name, _ in calls(module))
    ]
    assert not idle, "\n".join(idle)


def test_project_site_and_cli_alone_write() -> None:
    writers = [
        where(module, line, f"{name}()")
        for module in modules()
        if stage(module) not in WRITERS
        for name, line in calls(module)
        if name in WRITING
    ]
    assert not writers, "\n".join(writers)


def test_cli_alone_prints_and_exits() -> None:
    talkers = [
        where(module, line, f"{name}()")
        for module in modules()
        if stage(module) != "cli"
        for name, line in calls(module)
        if name in {"print", "echo", "secho", "exit", "_exit"}
    ]
    assert not talkers, "\n".join(talkers)


def test_nothing_between_load_and_project_looks_at_the_disk() -> None:
    lookers = [
        where(module, line, f"{name}()")
        for module in modules()
        if stage(module) in PURE
        for name, line in calls(module)
        if name in READING | LOOKING | WRITING
    ]
    assert not lookers, "\n".join(lookers)


def test_nothing_between_load_and_project_knows_clock_environment_or_network() -> None:
    knowers = [
        where(module, line, f"imports {name}")
        for module in modules()
        if stage(module) in PURE
        for name, line in imports(module)
        if name in OUTSIDE or name.partition(".")[0] in OUTSIDE
    ]
    knowers += [
        where(module, line, name)
        for module in modules()
        if stage(module) in PURE
        for name, line in clocks(module)
    ]
    assert not knowers, "\n".join(knowers)


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        where(module, node.lineno, f"{node.name} has {length} lines")
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    lengths = {m: len(path.read_text("utf-8").splitlines()) for m, path in modules().items()}
    long = [f"{module} has {n} lines" for module, n in lengths.items() if n > LONGEST_MODULE]
    assert not long, "\n".join(long)


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = [m for m in modules() if BAD_NAMES & set(m.replace("_", ".").split("."))]
    assert not empty, "\n".join(empty)


def test_every_module_opens_with_its_sentence() -> None:
    silent = [module for module in modules() if not ast.get_docstring(tree(module))]
    assert not silent, "\n".join(silent)


TEMPLATES = sorted(path.relative_to(THEME).as_posix() for path in THEME.rglob("*.html"))


def parsed(name: str) -> nodes.Template:
    """Return a theme template's syntax."""
    return Environment(autoescape=True).parse((THEME / name).read_text("utf-8"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_theme_template_calls_no_method(name: str) -> None:
    template = parsed(name)
    imported = {node.target for node in template.find_all(nodes.Import)}
    methods = [
        f"{name}:{call.lineno}: .{call.node.attr}()"
        for call in template.find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr)
        and not (isinstance(call.node.node, nodes.Name) and call.node.node.name in imported)
    ]
    assert not methods, "\n".join(methods)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_theme_template_uses_nothing_that_zensical_lacks(name: str) -> None:
    template = parsed(name)
    lacking = [f.name for f in template.find_all(nodes.Filter) if f.name == "truncate"]
    lacking += [
        "page.file"
        for part in template.find_all(nodes.Getattr)
        if part.attr == "file" and isinstance(part.node, nodes.Name) and part.node.name == "page"
    ]
    assert not lacking, "\n".join(lacking)


def base_config() -> dict[str, object]:
    """Return the config that every site inherits."""
    found = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_base_config_leaves_the_lists_to_the_project() -> None:
    assert not {"nav", "extra_css", "extra_javascript", "hooks"} & base_config().keys()


def test_search_is_the_only_plugin() -> None:
    assert base_config()["plugins"] == {"search": {}}
