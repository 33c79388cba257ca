"""The sources, the student edition made from them, and nbgrader's settings."""

import os
import shutil
import sys
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "assignments" / "source"
COURSE = "lstm"
TEXT_STUB = "*Your answer, with your reason.*"


def names() -> list[str]:
    """Names of all assignments: folders that hold a notebook of the same name."""
    return sorted(path.stem for path in SOURCE.glob("*/*.ipynb") if is_source(path))


def is_source(path: Path) -> bool:
    """Whether this is the notebook of its folder."""
    return path.stem == path.parent.name


def settings(root: Path) -> Config:
    """nbgrader's settings for a course folder."""
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db"
    config.CourseDirectory.course_id = COURSE
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError  # yours"}
    config.ClearSolutions.text_stub = TEXT_STUB
    config.NbGraderAPI.timestamp_format = "%Y-%m-%d %H:%M:%S"
    config.Application.log_level = "ERROR"
    return config


def course(root: Path, assignment: str = "", student: str = "*") -> CourseDirectory:
    """nbgrader's view of a course folder."""
    config = settings(root)
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.student_id = student
    return CourseDirectory(config=config)


def make_course(root: Path, assignments: list[str]) -> None:
    """Make the student edition and the gradebook of some assignments.

    Parameters
    ----------
    root : Path
        Course folder; afterwards ``release/`` in it holds the student edition, and
        ``gradebook.db`` the tests with their points.
    assignments : list of str

    Raises
    ------
    RuntimeError
        If nbgrader refuses a source; the message has its words.
    """
    use_own_programs()
    for name in assignments:
        target = root / "source" / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(SOURCE / name, target, ignore=shutil.ignore_patterns(".*"))
        api = NbGraderAPI(course(root, name), config=settings(root))
        result = api.generate_assignment(name, force=True, create=True)
        if not result["success"]:
            raise RuntimeError(f"{name}: {result.get('error') or result['log']}")


def use_own_programs() -> None:
    """nbgrader calls alembic by name: let it find the one of this environment."""
    here = str(Path(sys.executable).parent)
    if os.environ.get("PATH", "").split(os.pathsep)[0] != here:
        os.environ["PATH"] = f"{here}{os.pathsep}{os.environ.get('PATH', '')}"


def release_of(root: Path, name: str) -> Path:
    """The student edition of an assignment in a course folder."""
    return root / "release" / name / f"{name}.ipynb"
