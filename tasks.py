"""Everything this repository can do. It needs only Python.

    python3 tasks.py book         on Linux and macOS (or: make book)
    py tasks.py book              on Windows

Run it without an argument to see the list of tasks.
"""

import argparse
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from _environment import (
    BIN,
    EXE,
    PYTHON,
    ROOT,
    fingerprint,
    run,
    run_and_read,
    say,
    setup,
)

BUILD = ROOT / "_build"
HTML = BUILD / "html"
INDEX = HTML / "index.html"
LANGUAGES = ("es",)  # of the editions beside the English one: folders of book/
EXECUTED = BUILD / "executed"  # chapters that ran as tests, with their outputs
HAND_OVER = ROOT / "tools" / "executed.py"
BOOK = ROOT / "book"
PLAIN_EDITION = BOOK / "_ext" / "plain_edition.py"
NOTEBOOKS = ROOT / "notebooks"  # what it writes
QUIET_LAB = ROOT / "tools" / "lab"  # switches off what no reader needs
OLDEST_PYTHON = (3, 11)
STRICT = ["--warningiserror", "--nitpick", "--keep-going"]
KERNELS = ("Haswell", "SkylakeX", "Nehalem")  # of OpenBLAS; each rounds differently
JITTERS = range(1, 6)
WHICH_KERNEL = """
import numpy, threadpoolctl
print({lib.get("architecture") for lib in threadpoolctl.threadpool_info()})"""
WORKERS = f"-n{min(4, os.cpu_count() or 1)}"  # each takes up to 1 GB


def book() -> int:
    """Build the book as HTML; --clean starts from nothing"""
    if setup():
        return 1
    drop_stale_cache()
    # A failed build must not leave an older page that looks like a result.
    INDEX.unlink(missing_ok=True)
    for language in LANGUAGES:
        shutil.rmtree(HTML / language, ignore_errors=True)
    say("running the notebooks and building the book (2 to 4 minutes; less if cached)")
    with ThreadPoolExecutor() as pool:
        others = [pool.submit(edition, language) for language in LANGUAGES]
        failed = [run(build_of(ROOT)), *(other.result() for other in others)]
    if any(failed):
        INDEX.unlink(missing_ok=True)
        say("the book was NOT built: see the warnings and errors printed here")
        return 1
    for language in LANGUAGES:
        (BUILD / language / "_build" / "html").rename(HTML / language)
    say(f"the book is ready: {INDEX.as_uri()}")
    return 0


def edition(language: str) -> int:
    """Build the pages in another language; what is printed is shown if it fails."""
    failed, printed = run_and_read([PYTHON, ROOT / "tools" / "stage.py", language])
    if not failed:
        failed, printed = run_and_read(build_of(BUILD / language))
    if failed:
        say(f"the edition {language} failed:\n{printed}")
    return failed


def build_of(folder: Path) -> list:
    # --all: without it a second build passes although a notebook failed before.
    return [BIN / f"jupyter-book{EXE}", "build", folder, "--all", *STRICT]


def pdf() -> int:
    """Print the whole book as one PDF (needs Chromium or Chrome)"""
    if book():
        return 1
    say("printing in all languages (2 to 4 minutes)")
    failed = run([PYTHON, ROOT / "tools" / "print_book.py"])
    return failed or max(ready(file) for file in sorted(BUILD.glob("lstm-*.pdf")))


def epub() -> int:
    """Build the whole book as one EPUB, for e-book readers"""
    if setup():
        return 1
    drop_stale_cache()
    say("building the EPUB in all languages (2 to 5 minutes; less if cached)")
    for language in ("", *LANGUAGES):
        failed = language and run([PYTHON, ROOT / "tools" / "stage.py", language])
        folder = BUILD / language if language else ROOT
        out = folder / "_build" / "epub"
        shutil.rmtree(out, ignore_errors=True)  # or nothing would be written
        build = [BIN / f"jupyter-book{EXE}", "build", folder, *STRICT]
        if failed or run([*build, "--builder", "custom", "--custom-builder", "epub"]):
            return 1
        ready(Path(shutil.copy(*out.glob("*.epub"), BUILD)))
    return 0


def ready(file: Path) -> int:
    say(f"the book is ready: {file.as_uri()}")
    return 0


def lab(language: str = "") -> int:
    """Open the chapters as notebooks in JupyterLab; --language es: in Spanish"""
    if setup():
        return 1
    say("starting JupyterLab, which opens in your browser; Ctrl-C here stops it")
    command = [PYTHON, "-m", "jupyterlab", NOTEBOOKS / language / "01-rnn-limits.ipynb"]
    try:
        return run(command, JUPYTER_CONFIG_PATH=str(QUIET_LAB))
    except KeyboardInterrupt:
        return 0


def lite() -> int:
    """Build the book with the notebooks that run in the reader's browser"""
    if setup():
        return 1
    drop_stale_cache()  # before, or the book would drop the new site with it
    say("building the JupyterLite site (about 15 seconds)")
    return run([PYTHON, ROOT / "lite" / "make_site.py"]) or book()


def test() -> int:
    """All checks: lint, chapters, book, unit tests, pages in a browser"""
    if setup(grading=True):
        return 1
    say("checking everything (about 25 minutes); all parts run even if one fails")
    results = {"lint": lint(), "notebooks": notebooks(), "book": book()}
    if not (results["notebooks"] or results["book"]):
        results["book"] = run([PYTHON, HAND_OVER, "check", EXECUTED])
    say("running the unit tests and the browser tests (15 to 20 minutes)")
    results["tests"] = pytest("tests", WORKERS)
    for part, failed in results.items():
        say(f"{part:11}{'FAILED' if failed else 'passed'}")
    return int(any(results.values()))


def test_fast() -> int:
    """Unit tests without browser, building pages, grading and timing"""
    if setup():
        return 1
    say("running the unit tests (a minute and a half)")
    return pytest("tests", WORKERS, "-m", "not browser and not slow")


def claims(short: bool = False) -> int:
    """What the chapters say, as other machines round; --short: two of them"""
    if setup():
        return 1
    kernels = {f"kernel {k}": ({"OPENBLAS_CORETYPE": k}, ()) for k in other_kernels()}
    jitters = {f"jitter {seed}": ({}, ("--jitter", seed)) for seed in JITTERS}
    if short:
        kernels, jitters = (dict(list(d.items())[:1]) for d in (kernels, jitters))
    machines = kernels | jitters
    say(f"checking the claims of all chapters as on: {', '.join(machines)}")
    book = ROOT / "tests" / "book"
    files = [*sorted(book.glob("test_chapter_*.py")), book / "test_spanish_reviews.py"]
    check = [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]

    def check_as(name):
        variables, options = machines[name]
        failed, printed = run_and_read([*check, *options], **variables)
        lines = printed.strip().splitlines() or ["no output"]
        say(f"{name}: {lines[-1]}" if not failed else f"{name} FAILED\n{printed}")
        return failed

    # Two at a time need about 2 GB.
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return int(any(list(pool.map(check_as, machines))))


def other_kernels() -> list:
    """Those of `KERNELS` that this machine can run and does not run by itself."""
    own = run_and_read([PYTHON, "-c", WHICH_KERNEL])[1]
    found = []
    for name in KERNELS:
        printed = run_and_read([PYTHON, "-c", WHICH_KERNEL], OPENBLAS_CORETYPE=name)[1]
        if name not in printed:
            say(f"kernel {name}: not on this machine, left out")
        elif name not in own:
            found.append(name)
    return found


def notebooks() -> int:
    """Run the chapters as tests; the next build of the book shows these runs"""
    if setup():
        return 1
    drop_stale_cache()
    say("running the chapters of all editions (1 to 2 minutes)")
    options = ("--nbmake", "--overwrite", "--nbmake-timeout=120", WORKERS)
    with tempfile.TemporaryDirectory() as folder:  # nbmake runs nothing in _build
        copies = [copy_chapter(file, Path(folder)) for file in all_chapters()]
        failed = pytest("-c", "pyproject.toml", *options, *copies)
        shutil.rmtree(EXECUTED, ignore_errors=True)
        shutil.copytree(folder, EXECUTED)
    return failed or run([PYTHON, HAND_OVER, "keep", EXECUTED])


def all_chapters() -> list:
    """Those of all editions."""
    folders = [BOOK, *(BOOK / language for language in LANGUAGES)]
    return [file for folder in folders for file in sorted(folder.glob("*.ipynb"))]


def copy_chapter(file: Path, folder: Path) -> Path:
    target = folder / file.relative_to(BOOK)
    target.parent.mkdir(exist_ok=True)
    return shutil.copy(file, target)


def lint() -> int:
    """Check style and format, and that notebooks hold no outputs"""
    if setup():
        return 1
    say("checking style, format, and that no notebook holds outputs (2 seconds)")
    ruff = [PYTHON, "-m", "ruff"]
    pages = all_notebooks()
    results = [
        run([*ruff, "check", "."]),
        run([*ruff, "format", "--check", "."]),
        run([PYTHON, PLAIN_EDITION, "--check"]),
        run([PYTHON, "-m", "nbstripout", "--keep-id", "--verify", *pages])
        if pages
        else 0,
    ]
    return int(any(results))


def all_notebooks() -> list:
    """Chapters, student editions and, where they are, the sources of these."""
    folders = ("book", "assignments/source")
    found = (f for name in folders for f in (ROOT / name).glob("**/*.ipynb"))
    return sorted(f for f in found if ".ipynb_checkpoints" not in f.parts)


def fix() -> int:
    """Format the code and the notebooks, and remove notebook outputs"""
    if setup():
        return 1
    say("formatting, and removing the outputs of the notebooks (2 seconds)")
    ruff = [PYTHON, "-m", "ruff"]
    pages = all_notebooks()
    results = [
        run([PYTHON, "-m", "nbstripout", "--keep-id", *pages]) if pages else 0,
        run([*ruff, "check", "--fix", "."]),
        run([*ruff, "format", "."]),
        run([PYTHON, PLAIN_EDITION]),
    ]
    return int(any(results))


def bench() -> int:
    """Compare the speed of lstm_core with torch.nn.LSTM"""
    if setup():
        return 1
    say("timing (about 4 minutes; leave the machine alone meanwhile)")
    # A name that starts with an underscore is a helper of the scripts.
    scripts = sorted((ROOT / "benchmarks").glob("[!_]*.py"))
    scripts = [script for script in scripts if script.name != "grading.py"]  # slow
    return int(not scripts or any([run([PYTHON, script]) for script in scripts]))


def release() -> int:
    """Write the student edition of the assignments"""
    return assignments("release")


def prove() -> int:
    """Grade right, wrong and hostile answers to the assignments"""
    return assignments("prove")


def grade() -> int:
    """Grade a folder of submissions; --help says how"""
    return assignments("grade")


def clean() -> int:
    """Delete what a build makes (.venv stays)"""
    say("deleting _build and the caches")
    for name in ("_build", ".pytest_cache", ".ruff_cache", ".hypothesis"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


TASKS = {
    task.__name__.replace("_", "-"): task
    for task in (
        *(
            book,
            lab,
            pdf,
            epub,
            lite,
            test,
            test_fast,
            claims,
            notebooks,
            lint,
            fix,
            bench,
        ),
        *(setup, clean, release, prove, grade),
    )
}


def assignments(command: str) -> int:
    """Run a command on the assignments; what follows it on the command line goes on."""
    if not (ROOT / "assignments" / "grading").is_dir():
        say("the folder assignments is missing: only instructors have it")
        return 1
    if setup(grading=True):
        return 1
    return run([PYTHON, "-m", "assignments.grading", command, *sys.argv[2:]])


def pytest(*arguments: str) -> int:
    return run([PYTHON, "-m", "pytest", *arguments])


def drop_stale_cache() -> None:
    """Start from nothing when the package or the settings have changed.

    The notebook cache looks only at the cells; without this, pages would keep
    pictures drawn by older code, and pages taken out of the contents would stay.
    """
    stamp = BUILD / "built-with.txt"
    package = (ROOT / "lstm_core").rglob("*")
    files = [f for f in package if f.is_file() and "__pycache__" not in f.parts]
    settings = ["_config.yml", "_toc.yml", "requirements.txt"]
    settings += [f"book/{language}/_config.yml" for language in LANGUAGES]
    now = fingerprint([*files, *(ROOT / name for name in settings)])
    if not stamp.exists() or stamp.read_text() != now:
        shutil.rmtree(BUILD, ignore_errors=True)
        BUILD.mkdir()
        stamp.write_text(now)


def main() -> int:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"Python 3.11 or newer is needed; this is {found} ({sys.executable}).")
    parser = argparse.ArgumentParser(
        description="Build and check the book.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:11}{task.__doc__}" for name, task in TASKS.items()),
    )
    parser.add_argument("task", choices=TASKS, metavar="TASK", help="see the list")
    parser.add_argument("--clean", action="store_true", help="run 'clean' first")
    parser.add_argument("--short", action="store_true", help="for 'claims'")
    parser.add_argument("--language", choices=LANGUAGES, help="for 'lab'")
    if len(sys.argv) == 1:
        parser.print_help()
        return 0
    if sys.argv[1] in ("release", "prove", "grade"):
        return TASKS[sys.argv[1]]()  # they read the rest of the line themselves
    options = parser.parse_args()
    if options.short and options.task != "claims":
        parser.error("--short goes with claims")
    if options.language and options.task != "lab":
        parser.error("--language goes with lab")
    if options.clean:
        clean()
    if options.language:
        return lab(options.language)
    if options.short:
        return claims(short=True)
    return TASKS[options.task]()


if __name__ == "__main__":
    sys.exit(main())
