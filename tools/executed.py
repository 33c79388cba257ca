"""Chapters that ran as tests: handed to the build of the book, which shows these runs.

python tools/executed.py keep FOLDER     before the build: into its cache
python tools/executed.py check FOLDER    after it: did it take them all?
"""

import sys
from datetime import timedelta
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
CACHE = ROOT / "_build" / ".jupyter_cache"
MOMENT = timedelta(seconds=0.1)  # a record counts as read when it is written


def keep(folder, cache) -> None:
    """Put the executed notebooks of a folder into a cache."""
    for file in sorted(Path(folder).glob("*.ipynb")):
        notebook = nbformat.read(file, as_version=4)
        for cell in notebook.cells:
            # Times are metadata, by which the cache tells notebooks apart.
            cell.metadata.pop("execution", None)
        bundle = CacheBundleIn(notebook, str(file), data={})
        cache.cache_notebook_bundle(bundle, overwrite=True)


def not_taken(folder, cache, book=BOOK) -> list[str]:
    """Names of notebooks for which the build did not read what `keep` had put there."""

    def is_taken(file):
        source = nbformat.read(book / file.name, as_version=4)
        try:
            record = cache.match_cache_notebook(source)
        except KeyError:
            return False
        return record.uri == str(file) and record.accessed - record.created > MOMENT

    files = sorted(Path(folder).glob("*.ipynb"))
    return [file.stem for file in files if not is_taken(file)]


def main(command, folder) -> None:
    """Do what the command line says."""
    cache = get_cache(CACHE)
    if command == "keep":
        keep(folder, cache)
    elif names := not_taken(folder, cache):
        sys.exit(f"the book shows another run than the tested one: {', '.join(names)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
