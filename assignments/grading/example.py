"""A class of five, to try grading with: as Canvas and as Moodle pack it."""

import zipfile
from pathlib import Path

import nbformat

from assignments.grading.course import ROOT, SOURCE
from assignments.grading.prove import find, signed
from assignments.grading.solutions import shown

EXAMPLE = ROOT / "_build" / "example"
NAME = "ch03-gates"
LIST = """\ufeffstudent;folder;name;id;login
jperez;;José Pérez;11;jperez
soconnor;;Sinéad O'Connor;12;soconnor
pobrien;;Pat O'Brien;13;pobrien
aruiz;;Ana Ruiz;14;aruiz
zkim;;Zoë Kim;15;zkim
"""
CANVAS = {
    "pérezjosé_11_501": "jperez",
    "oconnorsinéad_LATE_12_502": "soconnor",
    "obrienpat_13_503": "pobrien",
    "ruizana_14_504": "aruiz",
    "kimzoë_15_505": "zkim",
}
MOODLE = {  # it leaves apostrophes out
    "José Pérez_201": "jperez",
    "Sinéad OConnor_202": "soconnor",
    "Pat OBrien_203": "pobrien",
    "Ana Ruiz_204": "aruiz",
    "Zoë Kim_205": "zkim",
}

OTHER_ANSWERS = {
    "predict": "The first one: the sigmoid is steepest in the middle, so a step there "
    "moves the gate further than the same step does later on.",
    "sigmoid": """def sigmoid(z):
    z = np.asarray(z, dtype=float)
    out, up = np.empty_like(z), z >= 0
    out[up] = 1 / (1 + np.exp(-z[up]))
    out[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
    return out""",
    "gate": """def gate(W, b, a_prev, x_t):
    x = np.concatenate([a_prev, x_t], axis=1)
    return lc.sigmoid(x @ W.T + b)""",
    "conclude": "Two steps are all that a bias of one buys. At five it is a hundred.",
}


def write_example() -> list[Path]:
    """Write two zips with the same work of five students, and the list of them.

    José is right, and so is Ana, with the same answers. Sinéad is half right and late,
    Pat wrote another name into ``STUDENT``, both in their own words. Zoë's upload broke
    off.
    """
    EXAMPLE.mkdir(parents=True, exist_ok=True)
    work = {student: notebook(student) for student in MOODLE.values()}
    work |= {"pobrien": notebook("pat"), "zkim": ""}
    canvas = {f"{who}_{NAME}.ipynb": work[s] for who, s in CANVAS.items()}
    folder = "assignsubmission_file"
    moodle = {f"{who}_{folder}/{NAME}.ipynb": work[s] for who, s in MOODLE.items()}
    people = EXAMPLE / "students.csv"
    people.write_text(LIST, "utf-8")
    zips = {"canvas.zip": canvas, "moodle.zip": moodle}
    return [people, *(write_zip(EXAMPLE / name, zips[name]) for name in zips)]


def notebook(student: str) -> str:
    """The work of a student."""
    made = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
    for cell in made.cells:  # a student has neither hidden tests nor rubrics
        cell.source = shown(cell.source)
    if student in ("soconnor", "pat"):
        for answer, source in OTHER_ANSWERS.items():
            find(made, answer).source = source
    if student == "soconnor":
        for answer in ("gate", "repaired"):
            find(made, answer).source = "raise NotImplementedError  # yours"
    return nbformat.writes(made)


def write_zip(path: Path, files: dict[str, str]) -> Path:
    """Pack files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path
