"""Run the proofs and write their results as a table for the instructors' guide."""

import multiprocessing
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from assignments.grading import worker
from assignments.grading.course import ROOT, make_course
from assignments.grading.fabricated import fabricated
from assignments.grading.limits import die_with
from assignments.grading.prove import faults, hand_in, proofs
from assignments.grading.whole import write_whole

TABLE = ROOT / "book" / "assignments" / "proofs.md"
FOLDED = """```{{admonition}} {name}: {number} kinds of submission
:class: note dropdown

| handed in | points by tests | tests that fail |
|---|---|---|
{lines}
```
"""


def prove(names: list[str]) -> list[dict]:
    """Run all proofs of some assignments.

    Returns
    -------
    list of dict
        For each submission: ``assignment``, ``title``, ``points``, ``most``, ``failed``
        (what was wrong, to the tests that failed and the points they took), ``faults``.
    """
    context, cores = multiprocessing.get_context("spawn"), os.cpu_count() or 1
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(cores, context, die_with, (os.getpid(),)) as pool,
    ):
        root = Path(folder)
        make_course(root, names)
        plan = [
            (name, proof, pool.submit(worker.grade, hand_in(root, name, number, proof)))
            for name in names
            for number, proof in enumerate(proofs(root, name))
        ]
        invented = [pool.submit(fabricated, root, name) for name in names]
        rows = [row(name, proof, result.result()) for name, proof, result in plan]
        return rows + [result.result() for result in invented]


def row(name, proof, result) -> dict:
    """What a proof showed."""
    tests = {k: c for k, c in result["cells"].items() if c["most"] and not c["by_hand"]}
    failed = {}
    for test, cell in tests.items():
        if cell["points"] != cell["most"]:
            title = proof.titles.get(test, proof.title)
            failed.setdefault(title, {})[test] = cell["most"] - (cell["points"] or 0)
    return {
        "assignment": name,
        "title": proof.title,
        "points": sum(cell["points"] or 0 for cell in tests.values()),
        "most": sum(cell["most"] for cell in tests.values()),
        "failed": failed,
        "faults": faults(proof, result),
    }


def as_table(rows: list[dict]) -> str:
    """The tables of the guide, folded, in Markdown; a line for each wrong answer."""
    parts = ["<!-- made by: python3 tasks.py prove -->\n"]
    for name in dict.fromkeys(entry["assignment"] for entry in rows):
        ours = [entry for entry in rows if entry["assignment"] == name]
        lines = [line for entry in ours for line in as_lines(entry)]
        text = "\n".join(lines)
        parts.append(FOLDED.format(name=name, number=len(lines), lines=text))
    return "\n".join(parts)


def as_lines(entry: dict) -> list[str]:
    """The lines of one submission."""
    most = f"{entry['most']:g}"
    if not entry["failed"]:
        return [f"| {entry['title']} | {most} of {most} | none |"]
    lines = []
    for title, tests in entry["failed"].items():
        left = entry["most"] - sum(tests.values())
        named = ", ".join(f"`{test}`" for test in tests) if left else "all"
        lines.append(f"| {title} | {left:g} of {most} | {named} |")
    return lines


def write_table(rows: list[dict]) -> None:
    """Write the table that the guide includes."""
    TABLE.parent.mkdir(exist_ok=True)
    write_whole(TABLE, as_table(rows))
