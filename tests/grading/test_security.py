"""What a submission may find out, what it may show, and what it may leave behind."""

import getpass
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

import attacks
import browser
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

from assignments.grading import grade, harmless, limits, report, sandbox
from assignments.grading.course import ROOT, SOURCE
from assignments.grading.execute import ERRORS, FAULT, VISIBLE, name_of
from assignments.grading.feedback import TOLD
from assignments.grading.prove import find, signed

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(600)]
needs_sandbox = pytest.mark.skipif(
    not sandbox.has_bubblewrap(), reason="needs bubblewrap"
)
NAME = "ch03-gates"
LIMITS = limits.Limits(cell=30, call=10, total=200)
CANARY = "canary-of-the-instructor"


def hand_in(root, student, *cells, **answers):
    """A right submission with further cells, and other answers to some tasks."""
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
    notebook.cells += cells
    for name, source in answers.items():
        find(notebook, name).source = source
    path = root / "in" / student / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Submissions that tell what they hear, and one that shows all it must not."""
    if not sandbox.has_bubblewrap():
        pytest.skip("needs bubblewrap")
    root = tmp_path_factory.mktemp("security")
    for number in range(attacks.WAYS // 6):
        code = attacks.TELLING.replace("NUMBER", str(number))
        hand_in(root, f"tells{number}", new_code_cell(code))
    hand_in(root, "later", new_code_cell(attacks.LATER))
    hand_in(root, "looks", new_code_cell(attacks.LOOK))
    texts = list(attacks.MARKDOWN.values())
    cells = [make(text) for text in texts for make in (new_markdown_cell, new_raw_cell)]
    hand_in(
        root,
        "shows",
        new_code_cell(attacks.OUTPUTS),
        *cells,
        predict="\n\n".join(texts),
        gate=f"def gate(*args): raise ValueError('<img src=x onerror={attacks.RUN}>')",
    )
    secret = root / CANARY
    secret.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LSTM_CANARY", "USER", "LOGNAME", "JPY_SESSION_NAME", "PWD"):
            patch.setenv(name, CANARY)
        patch.setenv("TMPDIR", str(secret))
        patch.chdir(secret)
        results = grade.grade_folder(root / "in", root / "out", jobs=2, limits=LIMITS)
    report.report(root / "out", results)
    results = {result["student"]: result for result in results}
    return SimpleNamespace(root=root, out=root / "out", results=results)


def stored(graded, student):
    """The notebook that Formgrader opens."""
    path = graded.out / "autograded" / student / NAME / f"{NAME}.ipynb"
    return nbformat.read(path, 4)


def printed(graded, student, word):
    cells = stored(graded, student).cells
    found = [o for c in cells if word in c.source for o in c.get("outputs", [])]
    assert found
    assert all(output.output_type == "stream" for output in found), found
    return "".join(output.text for output in found)


def feedback(graded, student):
    return graded.out / "feedback" / student / NAME / f"{NAME}.html"


# What can be found out.


def test_nothing_of_the_instructors_machine_is_seen(graded):
    """A canary in the environment, in folders; names of the user and the machine."""
    found = printed(graded, "looks", "looks around")
    assert "No such file" in found  # what is not there cannot tell
    assert "/packages" in found
    assert re.search(r"username\W+grading\b", found)
    refused = re.findall(r"\(\d+, (-?\d+), (\d+)\)", found)
    assert refused == [("-1", "38")] * 8  # there are no such calls
    words = {CANARY, str(ROOT), str(Path(sys.prefix).parent), str(Path.home())}
    words |= {sys.base_prefix, getpass.getuser(), socket.gethostname()}
    words -= {"/usr", "/usr/local"}
    assert not [word for word in words if len(word) > 4 and word in found]


@needs_sandbox
def test_an_answer_has_the_packages_of_this_environment_and_no_others(tmp_path):
    code = """import os, sys, numpy, zmq
for path in sys.path:
    if path.endswith("-packages") and not path.startswith("/packages/"):
        print(*os.listdir(path), sep="\\n")
        try: open(path + "/new", "w")
        except OSError: pass
        else: print("can be written")
"""
    wall = sandbox.bubblewrap(str(tmp_path), limits.Limits())
    command = [*wall, sandbox.python(), "-c", code]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert not done.stdout.strip()


@needs_sandbox
def test_of_usr_local_an_answer_has_only_what_python_needs(tmp_path):
    folder = Path(sandbox.LOCAL, "etc")
    if not os.access(folder, os.W_OK):
        pytest.skip(f"needs to write into {folder}")
    with tempfile.NamedTemporaryFile(dir=folder, prefix=CANARY) as canary:
        code = f"import os, numpy, zmq; print(os.path.exists({canary.name!r}))"
        code += f"; os.mkdir({sandbox.LOCAL!r} + '/new')"
        wall = sandbox.bubblewrap(str(tmp_path), limits.Limits())
        command = [*wall, sandbox.python(), "-c", code]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.stdout.strip() == "False", done.stderr
    assert "Read-only file system" in done.stderr


def test_a_python_in_usr_local_can_be_seen(monkeypatch):
    folder = Path(sandbox.LOCAL)
    monkeypatch.setattr(sys, "_base_executable", str(folder / "bin" / "python3"))
    packages = str(folder / "lib" / "python3" / "site-packages")
    monkeypatch.setattr(sys, "path", ["", str(folder / "src"), packages])
    found = sandbox.local.__wrapped__()
    assert found[:2] == ["--tmpfs", sandbox.LOCAL]
    assert {*found[2:]} == {"--ro-bind-try", str(folder / "bin" / "python3"), packages}


def test_of_a_python_elsewhere_the_program_and_its_library_can_be_seen(
    monkeypatch, tmp_path
):
    """Of conda, say: beside them it keeps other environments, and a history."""
    program, library = tmp_path / "bin" / "python3", tmp_path / "lib"
    for path in (program, library / "os.py", tmp_path / "conda-meta" / "state"):
        path.parent.mkdir()
        path.touch()
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "_base_executable", str(program))
    found = sandbox.readable.__wrapped__()
    assert {path: found[path] for path in found if path.startswith(str(tmp_path))} == {
        str(program): "/python/bin/python3",
        str(library): "/python/lib",
    }


@pytest.mark.parametrize("student", [f"tells{n}" for n in range(5)] + ["later"])
def test_an_error_does_not_tell_what_a_hidden_test_asked(graded, student):
    cells, text = graded.results[student]["cells"], feedback(graded, student)
    lost = [name for name, c in cells.items() if not c["points"] and not c["by_hand"]]
    assert graded.results[student]["problem"] is None
    assert len(lost) == (2 if student == "later" else 8), lost  # one is the name
    assert "TOLD" not in text.read_text("utf-8")
    faults = {name_of(c): c.metadata.get(FAULT) for c in stored(graded, student).cells}
    assert {faults[name] for name in lost} <= {*TOLD, *ERRORS, VISIBLE}
    if student == "tells0":
        assert faults["half-life-back"] == "error", "ExceptionGroup is no kind to name"
        assert "TOLD" in cells["half-life-back"]["message"], "the instructor sees it"


# What is shown.


@pytest.mark.parametrize("text", attacks.MARKDOWN.values(), ids=attacks.MARKDOWN)
def test_a_text_becomes_html_that_stays_what_it_is(text):
    page = harmless.harmless_text(text)
    assert markdown2html_mistune(page).strip() == page
    tags = re.findall(r"<[^>]*>", page)
    assert not [tag for tag in tags if "on" in re.sub(r'"[^"]*"', "", tag)[4:]]
    assert not re.search(r"\\(href|mmlToken)", page)
    for place in re.findall(r'(?:href|src)="([^"]*)"', "".join(tags)):
        assert place.startswith(("http", "mailto:", "data:image/png"))


def test_an_honest_text_looks_as_before():
    text = """# Head

*It* is **so**: `a_1 * b`, see [here](https://a.example/x_y?a=1&b=2).

1. one
2. two

| a | b |
|--:|---|
| 1 | 2 |

```python
def f(x):
    return x["a"]

y = 1
```
"""
    page = harmless.html.unescape(harmless.harmless_text(text))
    before = harmless.html.unescape(markdown2html_mistune(text))
    for less in (r'<a class="anchor-link".*?</a>', r' id="[^"]*"', r' rel="[^"]*"'):
        page, before = re.sub(less, "", page), re.sub(less, "", before)
    assert page.replace("</h1>\n", "</h1>") == f"<div>{before.strip()}</div>"
    assert "<table>" in page
    assert "a<b, c>d" in harmless.html.unescape(harmless.harmless_text("a<b, c>d"))
    shown = harmless.harmless_text("![a](attachment:b.png)", {"b.png": PNG})
    assert f'src="data:image/png;base64,{attacks.PIXEL}"' in shown


PNG = {"image/png": attacks.PIXEL}


SIGNS = r"[ <a <!-- > - *a| $` &# ![ **a_ `` \( \\( \\[ \begin{a} ~~a __a [a]( [a]: (a("


@pytest.mark.parametrize("text", SIGNS.split())
def test_no_text_takes_long(text):
    start = time.monotonic()
    harmless.harmless_text(text * 100_000)
    harmless.harmless_text(f"{text} " * 100_000)
    assert time.monotonic() - start < 30


@pytest.fixture(scope="module")
def chromium():
    yield from browser.launch()


KNOWN = ("cdnjs.cloudflare.com", "cdn.jsdelivr.net")  # what the template asks for
SEEN = """() => {
    const cells = [...document.querySelectorAll(
        ".text_cell_render, .output_area, .input_area, .prompt")];
    const all = cells.flatMap(cell => [...cell.querySelectorAll("*")]);
    for (const kind of ["mouseover", "focus", "click", "toggle", "error", "load"])
        for (const node of all) {
            const event = new Event(kind, { bubbles: true, cancelable: true });
            node.addEventListener(kind, event => event.preventDefault());
            node.dispatchEvent(event);
        }
    const links = all.filter(node => /^[^#]/.test(node.getAttribute("href") || ""));
    return {
        cells: cells.length,
        ran: window.ran || 0,
        tags: [...new Set(all.map(node => node.tagName.toLowerCase()))],
        protocols: [...new Set(links.map(link => link.protocol))],
        hosts: [...new Set(links.map(link => link.host))],
        handlers: all.flatMap(node => node.getAttributeNames()).filter(
            name => /^(on|style$|name$|srcdoc|action|formaction)/.test(name)),
        styles: [...new Set(all.map(node => node.getAttribute("style")))],
        fields: document.querySelectorAll("#predict").length,
    };
}"""


def formgrader(path):
    """The page that Formgrader shows: `SubmissionHandler` writes it so."""
    extension = FormgradeExtension()
    config = extension.build_extra_config()
    config.HTMLExporter.sanitize_html = True
    resources = {"submission_id": "1", "index": 0, "total": 1, "base_url": ""}
    resources |= {"notebook_id": NAME, "assignment_id": NAME, "student": "shows"}
    resources |= {"last_name": "", "first_name": "", "notebook_path": "x"}
    return HTMLExporter(config=config).from_filename(str(path), resources=resources)[0]


@pytest.mark.parametrize("where", ["feedback", "formgrader"])
def test_no_bypass_runs_or_fetches_anything(graded, chromium, where):
    path = graded.out / "autograded" / "shows" / NAME / f"{NAME}.ipynb"
    made = feedback(graded, "shows").read_text("utf-8")
    text = made if where == "feedback" else formgrader(path)
    asked, page = [], chromium.new_page()

    def answer(route):
        address = urlsplit(route.request.url)
        static = Path(handlers.static_path, address.path.partition("/static/")[2])
        if address.path == "/page":
            route.fulfill(body=text, content_type="text/html; charset=utf-8")
        elif address.hostname == "grader.example" and "/formgrader/" in address.path:
            found = static.is_file()
            route.fulfill(path=static) if found else route.fulfill(json=[])
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    page.add_init_script("window.pwned = () => { window.ran = (window.ran || 0) + 1; }")
    page.goto("http://grader.example/page")
    page.wait_for_load_state("networkidle")
    seen = page.evaluate(SEEN)
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran || 0") == seen["ran"] == 0
    assert not [url for url in asked if urlsplit(url).hostname not in KNOWN]
    assert seen["cells"] > 100
    bad = "script svg math form input iframe object embed style base meta link video"
    assert not set(seen["tags"]) & set(bad.split())
    assert set(seen["protocols"]) <= {"http:", "https:", "mailto:"}
    assert "grader.example" not in seen["hosts"]
    assert set(seen["handlers"]) <= {"style"}
    known = ("border:0", "text-align:")
    assert all(s is None or s.startswith(known) for s in seen["styles"])
    assert seen["fields"] == (1 if where == "formgrader" else 0)
    page.close()


# What is left behind.


@needs_sandbox
def test_a_killed_grade_leaves_nobody_behind(tmp_path):
    sleeper = new_code_cell("import time; time.sleep(100)")
    for student in ("ada", "bo"):
        hand_in(tmp_path, student, sleeper)
    command = [sys.executable, "-m", "assignments.grading", "grade", "in"]
    grading = subprocess.Popen(
        [*command, "--out", "out", "--jobs", "2"],
        cwd=tmp_path,
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    family = []

    def kernels_run():
        family[:] = limits.members(grading.pid)
        return sum(command_of(p)[:1] == [sandbox.python()] for p in family) == 2

    try:
        assert soon(kernels_run)
        assert len(family) >= 7  # grade, two workers, each with bubblewrap, a kernel
    finally:
        grading.kill()
        grading.wait()
    assert soon(lambda: not [p for p in family if alive(p)]), family


def command_of(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def soon(check):
    """Whether something becomes true, also on a busy machine."""
    end = time.monotonic() + 60
    while not check() and time.monotonic() < end:
        time.sleep(0.1)
    return check()


KILLED = """
import resource, signal, sys
from pathlib import Path
from assignments.grading import grade, report, table, whole
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # whoever writes more is killed
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
path, made = Path("target"), Path("made")
cells = {"a": {"most": 1, "by_hand": False, "points": 1}}
result = {"assignment": "a", "problem": None, "cells": cells}
{call}
"""
CALLS = {
    "text": "whole.write_whole(path, 'x' * 9000)",
    "table": "report.write_csv(path, [{'a': 'x' * 9000}])",
    "plot": "report.plot(Path('target.svg'), [result])",
    "folder": "whole.copy_whole(made, Path('folder'))",
    "gradebook": "grade.prepare(Path('out'), ['ch03-gates'])",
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_file_is_written_whole_or_not_at_all(tmp_path, call):
    """The process is killed in the middle of writing."""
    for name in ("target", "target.svg", "folder/file"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("as before")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "file").write_text("x" * 9000)
    done = subprocess.run(
        [sys.executable, "-c", KILLED.replace("{call}", call)],
        cwd=tmp_path,
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGXFSZ, done.stderr
    for name in ("target", "target.svg", "folder/file"):
        assert (tmp_path / name).read_text() == "as before"
    if "prepare" in call:
        assert not (tmp_path / "out" / "gradebook.db").exists()
        grade.clean(tmp_path / "out")
        assert list((tmp_path / "out").iterdir()) == []
