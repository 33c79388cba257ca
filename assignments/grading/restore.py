"""Put a submission back into the form of the release before it is graded."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from assignments.grading.execute import name_of
from assignments.grading.harmless import harmless_text


class RestoreCells(NbGraderPreprocessor):
    """Trust no metadata of a submission: what a cell is, the release says.

    A cell that is missing comes back: an answer empty, a test marked as deleted, which
    then counts zero. Copies and cells that claim to be tests become ordinary cells.
    """

    release = None  # path of the student edition

    def preprocess(self, nb, resources):
        """Restore the metadata, the missing cells and their order."""
        release = nbformat.read(self.release, as_version=4)
        ours = {name_of(cell): cell for cell in release.cells if name_of(cell)}
        texts = {c.source for c in release.cells if c.cell_type == "markdown"}
        seen = set()
        for cell in nb.cells:
            restore(cell, ours, seen)
            if cell.cell_type == "markdown" and cell.source not in texts:
                cell.source = harmless_text(cell.source, cell.get("attachments", {}))
            cell.pop("attachments", None)
        for name, cell in ours.items():
            if name not in seen:
                nb.cells.append(stub(cell))
        nb.metadata = release.metadata
        return nb, resources


def restore(cell, ours, seen):
    """Give one cell the metadata of the release, or none."""
    name = name_of(cell)
    known = name in ours and name not in seen
    same_type = known and cell.cell_type == ours[name].cell_type
    cell.metadata = ours[name].metadata.copy() if same_type else {}
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    else:  # pages show a raw cell as the HTML it may hold
        cell.cell_type = "markdown"
    if same_type:
        seen.add(name)


def stub(cell):
    """What stands for a cell that the submission lacks."""
    make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    again = make(cell.source)
    again.metadata = cell.metadata.copy()
    nbgrader = again.metadata["nbgrader"]
    if nbgrader["grade"] and not nbgrader["solution"]:
        again.metadata["deleted"] = True
    return again
