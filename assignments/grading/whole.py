"""Files and folders that are there whole, or as they were before."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path


@contextlib.contextmanager
def alone_in(folder: Path):
    """Have a folder of results to ourselves; tells whether we have.

    Another run would take our files for those of one that crashed, and remove them.
    """
    try:
        import fcntl  # there is none on Windows
    except ModuleNotFoundError:
        yield True
        return
    folder.mkdir(parents=True, exist_ok=True)
    with Path(folder, ".in-use").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


@contextlib.contextmanager
def whole(path: Path):
    """Path to write to; what stands there then becomes ``path``, in one step.

    Whoever reads, and whoever goes on after a crash, finds the old file or the new
    one, never a part.
    """
    path = Path(path)
    # A folder of its own: the name, and so the kind of file, stays.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-") as folder:
        new = Path(folder, path.name)
        yield new
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(path)


def write_whole(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with whole(path) as new:
        new.write_text(text, "utf-8")


@contextlib.contextmanager
def whole_folder(path: Path):
    """An empty folder to fill; it takes the place of ``path`` when that is done."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-") as folder:
        new, old = Path(folder, "new"), Path(folder, "old")
        new.mkdir()
        yield new
        if path.exists():
            path.rename(old)
        new.rename(path)


def copy_whole(made: Path, target: Path) -> None:
    """Copy a folder; what stood at the target goes."""
    with whole_folder(target) as new:
        shutil.copytree(made, new, dirs_exist_ok=True)
