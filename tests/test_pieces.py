"""How tests are shared out to several processes; each chapter runs once."""

import functools

import pytest
from pieces import piece_of, rank_of

pytest.importorskip("matplotlib", reason="Matplotlib is not installed")
from chapters import BOOK, run_chapter


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("book/test_chapter_09.py", "book/test_chapter_09_names.py", True),
        ("book/test_chapter_03.py", "book/test_chapter_04.py", False),
        ("grading/test_grading.py", "grading/test_assignments.py", True),
        ("site/test_launch.py", "site/test_reference.py", True),
        ("site/test_sharing.py", "site/test_epub.py", True),
        ("core/test_cells.py", "core/test_losses.py", False),
    ],
)
def test_files_that_share_work_stay_together(one, other, together):
    pieces = {piece_of(f"tests/{file}::test_it[a/b]") for file in (one, other)}
    assert (len(pieces) == 1) == together


def test_slow_folders_come_first():
    files = [f"tests/{name}/test_it.py::test" for name in ("core", "site", "grading")]
    assert sorted(files, key=rank_of) == files[::-1]


def test_a_chapter_runs_once_and_in_one_process(tmp_path, monkeypatch):
    monkeypatch.setenv("RUNS_OF_CHAPTERS", str(tmp_path))
    ran = []
    monkeypatch.setattr("chapters.run_again", lambda name: ran.append(name) or {"a": 1})
    here, there = (functools.cache(run_chapter.__wrapped__) for _ in range(2))
    assert here("03-gates") is here("03-gates")
    with pytest.raises(RuntimeError, match=r"03-gates: .* test_chapter_03_MORE\.py"):
        there("03-gates")
    assert ran == ["03-gates"]


def test_each_chapter_has_a_number_that_its_tests_can_bear():
    pages = {page.stem for page in BOOK.glob("*.ipynb")} - {"tour"}
    assert all(page[:2].isdigit() for page in pages)
