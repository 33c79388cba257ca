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
BUILD = ROOT / "_build"
MOMENT = timedelta(seconds=0.1)  # a record counts as read when it is written


def keep(files, cache) -> None:
    """Put executed notebooks into a cache."""
    for file in files:
        notebook = nbformat.read(file, as_version=4)
        for cell in notebook.cells:
            # Times are metadata, by which the cache tells notebooks apart.
            cell.metadata.pop("execution", None)
        bundle = CacheBundleIn(notebook, str(file), data={})
        cache.cache_notebook_bundle(bundle, overwrite=True)


def not_taken(files, cache, folder, book=BOOK) -> list[str]:
    """Names of notebooks for which the build did not read what `keep` had put there."""

    def is_taken(file):
        source = nbformat.read(book / file.relative_to(folder), as_version=4)
        try:
            record = cache.match_cache_notebook(source)
        except KeyError:
            return False
        return record.uri == str(file) and record.accessed - record.created > MOMENT

    names = [file.relative_to(folder).with_suffix("") for file in files]
    taken = map(is_taken, files)
    return [str(n) for n, is_there in zip(names, taken, strict=True) if not is_there]


def editions(folder) -> dict[Path, list[Path]]:
    """The cache of each edition, and the runs that it shows: English ones too."""
    english = {file.name: file for file in sorted(folder.glob("*.ipynb"))}
    found = {BUILD / ".jupyter_cache": list(english.values())}
    for own in (part for part in sorted(folder.iterdir()) if part.is_dir()):
        files = english | {file.name: file for file in sorted(own.glob("*.ipynb"))}
        found[BUILD / own.name / "_build" / ".jupyter_cache"] = list(files.values())
    return found


def main(command, folder) -> None:
    """Do what the command line says."""
    folder, names = Path(folder), []
    for place, files in editions(folder).items():
        place.mkdir(parents=True, exist_ok=True)
        cache = get_cache(place)
        if command == "keep":
            keep(files, cache)
        else:
            names += not_taken(files, cache, folder)
    if names:
        sys.exit(f"the book shows another run than the tested one: {', '.join(names)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
