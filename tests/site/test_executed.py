"""The build of the book shows the runs that were tested: tools/executed.py."""

import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

pytest.importorskip("jupyter_cache", reason="jupyter-cache, of the book, is missing")
from executed import editions, keep, not_taken
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, NbValidityError


def page(said=None):
    """A notebook; one that ran has printed something, and says when."""
    cell = new_code_cell("say()", metadata={"tags": ["hide-input"]}, id="say")
    if said:
        cell.metadata["execution"] = {"shell.execute_reply": "2020-02-02T02:02:02Z"}
        cell.execution_count = 1
        cell.outputs = [new_output("stream", text=said)]
    return new_notebook(cells=[cell])


@pytest.fixture
def book(tmp_path):
    (tmp_path / "book").mkdir()
    nbformat.write(page(), tmp_path / "book" / "page.ipynb")
    return tmp_path / "book"


@pytest.fixture
def ran(tmp_path):
    (tmp_path / "ran").mkdir()
    nbformat.write(page("tested"), tmp_path / "ran" / "page.ipynb")
    return tmp_path / "ran"


@pytest.fixture
def cache(tmp_path, ran):
    cache = get_cache(tmp_path / "cache")
    keep(ran.glob("*.ipynb"), cache)
    time.sleep(0.2)
    return cache


def build(cache):
    """What the build shows: it looks into the cache first."""
    return cache.merge_match_into_notebook(page())[1].cells[0].outputs[0].text


def untaken(cache, ran, book):
    return not_taken(list(ran.glob("*.ipynb")), cache, ran, book)


def test_an_edition_shows_its_own_run_and_the_english_one_of_other_pages(ran):
    nbformat.write(page("only in English"), ran / "other.ipynb")
    (ran / "es").mkdir()
    nbformat.write(page("probado"), ran / "es" / "page.ipynb")
    english, spanish = editions(ran).values()
    assert english == [ran / "other.ipynb", ran / "page.ipynb"]
    assert set(spanish) == {ran / "other.ipynb", ran / "es" / "page.ipynb"}


def test_the_build_takes_the_tested_run(cache, ran, book):
    assert untaken(cache, ran, book) == ["page"]
    assert build(cache) == "tested"
    assert untaken(cache, ran, book) == []


def test_a_run_of_its_own_is_noticed(cache, ran, book):
    own = page("run again")
    del own.cells[0].metadata["execution"]
    where = str(book / "page.ipynb")
    cache.cache_notebook_bundle(CacheBundleIn(own, where, data={}), overwrite=True)
    time.sleep(0.2)
    assert build(cache) == "run again"
    assert untaken(cache, ran, book) == ["page"]


def test_a_page_that_is_another_notebook_by_now_is_noticed(cache, ran, book):
    build(cache)
    changed = new_notebook(cells=[new_code_cell("say_more()")])
    nbformat.write(changed, book / "page.ipynb")
    assert untaken(cache, ran, book) == ["page"]


def test_a_notebook_that_did_not_run_to_its_end_is_refused(cache, ran):
    half = page("tested")
    half.cells.append(new_code_cell("never_run()", id="end"))
    nbformat.write(half, ran / "page.ipynb")
    with pytest.raises(NbValidityError, match="execution_count"):
        keep(ran.glob("*.ipynb"), cache)
