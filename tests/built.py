"""Small books, built from a few pages of this one, without running notebooks."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from stage import stage

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "https://github.com/someone/gates"
SITE = "https://someone.github.io/gates"
CHAPTER = "01-rnn-limits"
PAGES = ["reference", "notation", CHAPTER, "03-gates", "08-inside-an-lstm"]


def build_small_book(folder):
    """Build `PAGES` with addresses, and a chapter in the lite site; see `build`."""

    def put_lite_site(folder):
        files = folder / "_build" / "lite" / "site" / "files"
        (files / "es").mkdir(parents=True)
        for notebook in (files, files / "es"):
            (notebook / f"{CHAPTER}.ipynb").write_text("{}")

    return build(folder, PAGES, ADDRESS, SITE, before=put_lite_site)


def build_edition(folder, language):
    """Build what `build` built in another language; returns the folder of the HTML."""
    staged = stage(language, folder)
    run_jupyter_book(staged)
    return staged / "_build" / "html"


def build(folder, pages, address="", site="", before=lambda folder: None):
    """Build pages with the settings of the book; returns the folder of the HTML.

    Parameters
    ----------
    folder : Path
        An empty folder for the sources.
    pages : list of str
        Names in ``book``, the first page first.
    address : str
        What ``repository: url:`` says in ``_config.yml``.
    site : str
        What ``html: baseurl:`` says there.
    before : function of the folder
        Called before the build.
    """
    pytest.importorskip("jupyter_book", reason="jupyter-book is not installed")
    shutil.copytree(ROOT / "book", folder / "book")
    shutil.copy(ROOT / "CHANGELOG.md", folder)
    settings = (ROOT / "_config.yml").read_text("utf-8")
    settings = settings.replace("execute_notebooks: cache", "execute_notebooks: 'off'")
    settings = settings.replace(' url: ""', f' url: "{address}"', 1)
    settings = re.sub(r"\n  baseurl: .*", f'\n  baseurl: "{site}"', settings)
    (folder / "_config.yml").write_text(settings, "utf-8")
    first, *others = [f"book/{page}" for page in pages]
    contents = "".join(f"- file: {page}\n" for page in others)
    toc = f"format: jb-book\nroot: {first}\nchapters:\n{contents}"
    (folder / "_toc.yml").write_text(toc, "utf-8")
    before(folder)
    run_jupyter_book(folder)
    return folder / "_build" / "html"


def build_epub(folder):
    """Build what `build` built as an EPUB too; returns its folder."""
    run_jupyter_book(folder, "--builder", "custom", "--custom-builder", "epub")
    return folder / "_build" / "epub"


def run_jupyter_book(folder, *options):
    start = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", start, "build", str(folder), *options]
    environment = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONUTF8="1")
    log = subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert log.returncode == 0, log.stdout[-3000:] + log.stderr[-3000:]
