"""Build the JupyterLite site: the notebooks, run in the reader's browser.

    python3 tasks.py lite        (or: make lite)

The site is left in ``_build/lite/site``; the book takes it from there. Every notebook
that needs no PyTorch is in it, with a cell in front that installs the package from a
wheel that lies beside it. Only Pyodide itself comes from the network, when the page
is read; with a folder of Pyodide's files, ``--pyodide FOLDER``, not even that.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
import plain_edition  # noqa: E402

WIDGETS = "anywidget comm ipywidgets jupyterlab_widgets psygnal tqdm typing_extensions"
"""Packages in pure Python that live widgets need, beyond Pyodide's largest ones."""
EXTENSIONS = (
    "@jupyterlite/pyodide-kernel-extension",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
)
"""The extensions of JupyterLab that come along, whatever else is installed here."""
USES_TORCH = re.compile(r"\btorch\b|_torch\b")


def notebooks(root: Path = ROOT, language: str = "") -> list[Path]:
    """The chapters whose code does not mention PyTorch, which has no build for it."""
    pages = sorted((root / "book" / language).glob("*.ipynb"))
    return [page for page in pages if not USES_TORCH.search(code(page))]


def code(page: Path) -> str:
    """All code of a notebook."""
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def prepare(pages: list[Path], folder: Path, language: str = "en") -> None:
    """Write their editions without MyST, which install the package first."""
    install = plain_edition.INSTALL_IN_BROWSER
    labels = plain_edition.read_labels(language)
    folder.mkdir(exist_ok=True)
    for page in pages:
        notebook = plain_edition.plain_notebook(page, labels, install)
        plain_edition.link_languages(notebook, page.name, language)
        nbformat.write(notebook, folder / page.name)


def fetch_widgets(folder: Path) -> None:
    """Fetch the wheels that make live widgets; without them the pages still work."""
    wanted = [f"{name}=={importlib.metadata.version(name)}" for name in WIDGETS.split()]
    anywhere = ["--platform", "any", "--only-binary", ":all:", "--no-deps"]
    if pip("download", "-d", folder, *anywhere, *wanted, check=False):
        print("[lite] the wheels of the widgets could not be fetched: the reader's")
        print("[lite] browser will ask for them where they are published")


def pip(*arguments: object, check: bool = True) -> int:
    command = [sys.executable, "-m", "pip", "-q", *map(str, arguments)]
    return subprocess.run(command, check=check).returncode


def build_site(work: Path, pyodide: Path | None) -> None:
    """Call ``jupyter lite build`` on what the other functions prepared."""
    lite = work / "lite"
    (lite / "static").mkdir(parents=True)
    if pyodide:
        (lite / "static" / "pyodide").symlink_to(pyodide.resolve())
    site = {"appName": "LSTM, gate by gate", "exposeAppInBrowser": False}
    settings = {"jupyter-lite-schema-version": 0, "jupyter-config-data": site}
    (lite / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")
    installed = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    extensions = {
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(installed / name) for name in EXTENSIONS],
    }
    (lite / "jupyter_lite_config.json").write_text(
        json.dumps({"LiteBuildConfig": extensions}), encoding="utf-8"
    )
    command = [sys.executable, "-m", "jupyterlite_core.app", "build"]
    command += ["--lite-dir", lite, "--output-dir", work / "site", "--no-sourcemaps"]
    command += [
        "--contents",
        work / "notebooks",
        "--apps",
        "notebooks",
        "--apps",
        "lab",
    ]
    wheels = sorted((work / "wheels").glob("*.whl"))
    command += [f"--piplite-wheels={wheel}" for wheel in wheels]
    log = subprocess.run(
        list(map(str, command)), cwd=lite, capture_output=True, encoding="utf-8"
    )
    if log.returncode:
        sys.exit(log.stdout + log.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pyodide", type=Path, help="a folder with Pyodide's files")
    parser.add_argument("--no-widgets", action="store_true", help="fetch no wheels")
    parser.add_argument("--work", type=Path, default=ROOT / "_build" / "lite")
    options = parser.parse_args()
    work = options.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    for name in ("notebooks", "wheels"):
        (work / name).mkdir(parents=True)
    first, *others = plain_edition.languages()
    prepare(notebooks(), work / "notebooks", first)
    for code in others:
        prepare(notebooks(language=code), work / "notebooks" / code, code)
    plain_edition.make_wheel(work / "wheels")
    if not options.no_widgets:
        fetch_widgets(work / "wheels")
    build_site(work, options.pyodide)
    size = sum(f.stat().st_size for f in (work / "site").rglob("*") if f.is_file())
    names = ", ".join(page.stem for page in notebooks())
    print(f"[lite] {size / 1e6:.0f} MB in {work / 'site'}: {names}")


if __name__ == "__main__":
    main()
