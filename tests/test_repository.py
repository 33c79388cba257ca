"""The repository as a whole: layout, floors, notebooks, light imports."""

import ast
import graphlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import lstm_core

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))
# fmt: off
TOP_LEVEL = {
    ".binder", ".ci", ".github", ".gitignore", ".pre-commit-config.yaml",
    "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "Makefile",
    "README.es.md", "README.md", "_config.yml", "_environment.py", "_toc.yml",
    "assignments", "benchmarks", "book", "experiments", "lite", "lstm_core",
    "notebooks", "pyproject.toml", "requirements.txt", "tasks.py", "tests", "tools",
}
# fmt: on
FLOORS = (
    ("_validate", "_threads"),
    ("_tensors",),
    ("cells",),
    ("model",),
    ("stored", "pytorch"),
    ("backends",),
    ("inside",),
    ("words",),
    ("tasks",),
    ("plots",),  # the parts that its pictures share
    ("plots.diagrams", "plots.curves"),
    ("plots.__init__",),
    ("explorers",),
    ("widgets", "__init__"),
    ("exercises",),
)
"""Modules and folders of `lstm_core`, the lowest first: each imports from below."""
# Split, so that this file does not contain what it looks for.
PRIVATE_PATH = re.compile(r"(?<![\w.])/" + r"(work|root|tmp/team)/")


def project_files() -> list[Path]:
    """Files that git tracks, or would track at the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(
            command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def test_top_level_holds_only_what_the_layout_names():
    found = {file.relative_to(ROOT).parts[0] for file in project_files()}
    assert found <= TOP_LEVEL


def test_no_private_path_in_any_file():
    texts = {f: f.read_bytes().decode("utf-8", "replace") for f in project_files()}
    assert [str(f) for f, text in texts.items() if PRIVATE_PATH.search(text)] == []


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_holds_no_outputs(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] for cell in code)
    assert all(cell["execution_count"] is None for cell in code)


def test_every_page_of_the_contents_exists():
    pages = re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text("utf-8"))
    for page in pages:
        assert any((ROOT / f"{page}{end}").is_file() for end in (".md", ".ipynb")), page


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_every_chapter_is_in_the_contents_and_on_the_map(notebook):
    contents = (ROOT / "_toc.yml").read_text("utf-8")
    assert f"file: book/{notebook.stem}\n" in contents
    opening = (ROOT / "book" / "index.md").read_text("utf-8")
    assert f"]({notebook.name})" in opening


def test_import_loads_no_heavy_package():
    heavy = ("torch", "matplotlib.pyplot", "ipywidgets", "anywidget", "tqdm")
    code = f"import sys, lstm_core; print([m for m in {heavy} if m in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert printed.stdout.strip() == "[]"


def floor_of(module: str) -> tuple[int, str]:
    """Number and name of the floor, by the longest name that fits."""
    names = [(name, n) for n, floor in enumerate(FLOORS) for name in floor]
    fitting = [(n, f) for n, f in names if f"{module}.".startswith(f"{n}.")]
    assert fitting, f"lstm_core.{module} belongs to no floor: give it one in FLOORS"
    name, number = max(fitting, key=lambda found: len(found[0]))
    return number, name


def imports_of(modules: dict[str, str]) -> dict[str, set[str]]:
    """Each module to those of the package that it imports, also inside functions.

    Names are those of the files below ``lstm_core``, such as ``plots.__init__``.
    """
    return {
        module: {file_of(name, modules) for name in names_imported(source)}
        for module, source in modules.items()
    }


def names_imported(source: str) -> list[str]:
    """What the text of a module imports from the package, such as ``lstm_core.fit``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"expected the whole name: {ast.unparse(node)}"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in found if name.split(".")[0] == "lstm_core"]


def file_of(name: str, modules: dict[str, str]) -> str:
    """The module that this is, or that it is a part of."""
    short = name.removeprefix("lstm_core").removeprefix(".")
    for file in (short, f"{short}.__init__".removeprefix(".")):
        if file in modules:
            return file
    return file_of(name.rpartition(".")[0], modules)


def arrows_not_downward(modules: dict[str, str]) -> list[str]:
    """What imports from a higher floor, or from a neighbour on its own."""
    arrows = [(m, other) for m, all_ in imports_of(modules).items() for other in all_]
    return [
        f"{module} imports {other}"
        for module, other in arrows
        if floor_of(module) != floor_of(other)
        and floor_of(module)[0] <= floor_of(other)[0]
    ]


@pytest.fixture(scope="module")
def modules():
    """The source of every module of the package, by the name of its file."""
    folder = ROOT / "lstm_core"
    files = {f.relative_to(folder).with_suffix(""): f for f in folder.rglob("*.py")}
    return {".".join(f.parts): file.read_text("utf-8") for f, file in files.items()}


def test_imports_go_downward_only(modules):
    assert arrows_not_downward(modules) == []


def test_no_circle_of_imports(modules):
    graphlib.TopologicalSorter(imports_of(modules)).prepare()


def test_every_floor_exists(modules):
    assert {floor_of(module)[1] for module in modules} == {n for f in FLOORS for n in f}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("cells.lstm", "def f():\n    from lstm_core.model import losses"),
        ("model.losses", "import lstm_core.stored.results"),
        ("stored.results", "from lstm_core.pytorch.model import TorchModel"),
        ("plots.style", "from lstm_core.plots.curves.gates import plot_gates"),
        ("plots.diagrams.cell", "from lstm_core.plots.curves import gates"),
        ("plots.curves.gates", "from lstm_core import plots"),
        ("tasks.names", "import lstm_core as lc"),
        ("inside.units", "from lstm_core import fit"),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_seen(modules, module, line):
    assert len(arrows_not_downward(modules | {module: line})) == 1


def test_a_module_without_a_floor_is_seen(modules):
    with pytest.raises(AssertionError, match="belongs to no floor"):
        arrows_not_downward(modules | {"tasks2": "import lstm_core.cells"})


def test_version_stands_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == lstm_core.__version__
