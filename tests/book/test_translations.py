"""Every page of another edition says what the English page says.

So do the words that the software of the book puts onto the pages.
"""

import copy
import re
from pathlib import Path
from string import Formatter

import nbformat
import prediction
import pytest
import settings
import stage
import translations
import words
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell

TEXT = (
    "# One\n\nA {term}`forget gate`, $f_t$, is at 0.9: {numref}`fig-kept` and `lc.fit`."
)
WRONG = {
    "a number": ("0.9", "0.8"),
    "a formula": ("$f_t$", "$u_t$"),
    "a reference": ("fig-kept", "fig-lost"),
    "a name": ("lc.fit", "lc.sgd"),
    "a heading": ("# One", "One"),
    "a term": ("forget gate", "output gate"),
}


RIVALS = (
    r"\bpuertas? de (olvido|actualización|entrada|salida)\b",  # compuerta
    r"\bestados? (de celda|escondidos?)\b",  # estado de la celda, estado oculto
    r"\b(ritmo|velocidad|índice|factor) de aprendizaje\b",  # tasa
    r"\bretropropagación en el tiempo\b",  # a través del tiempo
    r"\b(desvanecimiento|explosión|recorte) de gradientes?\b",  # del gradiente
    r"\bcinta transportadora\b",  # banda
    r"\bsesgo del olvido\b",  # de olvido
    r"\bconjunto de test\b",  # de prueba
    r"\blínea (base|de referencia)\b",  # línea de base
    r"\b(minilotes?|mini-lotes?|batch|batches)\b",  # lote
    r"\bsobre(entrenamiento|[- ]ajuste)\b",  # sobreajuste
    r"\b(librerías?|ordenador|computadora?|auriculares|eventualmente|asumimos)\b",
)
"""What a page could call a thing that the Spanish glossary calls otherwise."""


def test_no_term_is_translated_two_ways():
    rival, found = re.compile("|".join(RIVALS), re.IGNORECASE), []
    for name in set(translations.pages()) - {"glossary.md"}:
        text = re.sub("`[^`]*`", "", translations.prose(name))
        found += [(name, match[0]) for match in rival.finditer(text)]
    assert found == []
    assert rival.search("El estado de celda") and rival.search("la puerta de olvido")


@pytest.mark.parametrize("name", translations.pages())
def test_a_page_corresponds_cell_by_cell(name):
    assert translations.check(name) == []


def test_every_page_has_a_translation_but_those_that_may_stay_english():
    assert translations.missing() == []


def test_pages_that_stay_english_have_titles_in_the_contents_of_the_edition():
    titles = settings.read_settings(translations.ROOT, "es")["titles"]
    translated = {Path(name).stem for name in translations.pages()}
    english = set(translations.in_contents()) - translated
    assert titles.keys() == {f"book/{page}" for page in english}
    assert len(titles) > 10


def fields(text):
    """The fields in braces of a text, or of a text in parts."""
    return {name for _, name, *_ in Formatter().parse("".join(text)) if name}


def test_every_edition_has_all_words_of_the_software_with_the_same_fields():
    languages = settings.read_settings(translations.ROOT)["sphinx"]["config"]
    for catalogue in (words.WORDS, prediction.WORDS):
        english = catalogue["en"]
        assert list(catalogue) == languages["editions"]
        for language, own in catalogue.items():
            assert list(own) == list(english), language
            for key, text in own.items():
                assert fields(text) == fields(english[key]), (language, key)


def test_every_term_of_the_english_glossary_stands_in_the_other_one():
    english = set(translations.english_terms().values())
    assert english == set(translations.spanish_terms().values())


def stamped(cell, source, **metadata):
    """A translation of a cell, up to date."""
    other = copy.deepcopy(cell)
    other.source = source
    other.metadata.update(metadata)
    mark = translations.fingerprint(translations.words_of(cell))
    other.metadata[translations.STAMP] = mark
    return other


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_language_must_be_the_same(what):
    cell = new_markdown_cell(TEXT)
    assert translations.compare_cells(cell, stamped(cell, TEXT)) == []
    other = stamped(cell, TEXT.replace(*WRONG[what]))
    assert len(translations.compare_cells(cell, other)) == 1


def test_a_part_that_is_missing_is_noticed():
    cell = new_markdown_cell("A gate is a valve that sets itself. " * 8)
    long = "Una compuerta es una válvula que se ajusta sola. "
    assert translations.compare_cells(cell, stamped(cell, long * 8)) == []
    (said,) = translations.compare_cells(cell, stamped(cell, long * 3))
    assert "missing" in said


def test_an_english_cell_that_changed_is_noticed():
    cell = new_markdown_cell("A gate.")
    other = stamped(cell, "Una compuerta.")
    assert translations.compare_cells(cell, other) == []
    cell.source = "A gate opens."
    (said,) = translations.compare_cells(cell, other)
    assert "changed since" in said


def test_code_may_differ_in_texts_and_comments_alone():
    cell = new_code_cell('print(f"step {t}", x[1])  # one')
    other = stamped(cell, 'print(f"paso {t}", x[1])  # uno')
    assert translations.compare_cells(cell, other) == []
    other.source = 'print(f"paso {t}", x[2])'
    (said,) = translations.compare_cells(cell, other)
    assert "code differs" in said


def test_tags_must_be_the_same_and_captions_may_not():
    metadata = {"tags": ["hide-input"], "mystnb": {"figure": {"caption": "A gate."}}}
    cell = new_code_cell("draw()", metadata=metadata)
    spanish = {"mystnb": {"figure": {"caption": "Una compuerta."}}}
    assert translations.compare_cells(cell, stamped(cell, "draw()", **spanish)) == []
    other = stamped(cell, "draw()", tags=[])
    assert translations.compare_cells(cell, other) != []


def test_numbers_that_are_measured_anew_may_differ_and_nothing_else():
    cell = new_markdown_cell("It is at 0.9 after `lc.fit`, with `reviews.csv`.")
    text = "Está en 0.8 tras `lc.fit`, con `reviews_es.csv`."
    assert len(translations.compare_cells(cell, stamped(cell, text))) == 1
    found = translations.compare_cells(cell, stamped(cell, text))
    assert translations.without_numbers(found) == []
    other = translations.compare_cells(cell, stamped(cell, text.replace("fit", "sgd")))
    assert len(translations.without_numbers(other)) == 1
    assert len(translations.without_numbers([])) == 1


@pytest.fixture
def two_books(tmp_path, monkeypatch):
    """An English page of two cells, and a translation to spoil."""
    english, spanish = tmp_path / "book", tmp_path / "book" / "es"
    spanish.mkdir(parents=True)
    monkeypatch.setattr(translations, "BOOK", english)
    monkeypatch.setattr(translations, "EDITION", spanish)
    cells = [new_markdown_cell(f"# Page {n}", id=f"cell-{n}") for n in range(2)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), english / "page.ipynb")
    translations.start("page")
    return english, spanish


def test_a_staged_edition_has_its_pages_in_place_and_the_english_ones_aside(two_books):
    english, spanish = two_books
    root = english.parent
    (root / "_config.yml").write_text("html: {baseurl: https://a.b/c}\n", "utf-8")
    contents = "root: book/a\nchapters: [{file: book/page}]\n"
    (root / "_toc.yml").write_text(contents, "utf-8")
    (spanish / "_config.yml").write_text("titles: {book/page: Página}\n", "utf-8")
    (spanish / "page.ipynb").write_text("{}", "utf-8")
    (spanish / ".ipynb_checkpoints").mkdir()  # of JupyterLab
    (spanish / ".ipynb_checkpoints" / "page-checkpoint.ipynb").write_text("{}", "utf-8")
    folder = stage.stage("es", root)
    assert (folder / "book" / "page.ipynb").read_text("utf-8") == "{}"
    kept = (folder / "book" / "en" / "page.ipynb").read_bytes()
    assert kept == (english / "page.ipynb").read_bytes()
    assert sorted(f.name for f in (folder / "book").iterdir()) == ["en", "page.ipynb"]
    contents = yaml.safe_load((folder / "_toc.yml").read_text("utf-8"))
    assert contents["chapters"] == [{"file": "book/page", "title": "Página"}]
    made = yaml.safe_load((folder / "_config.yml").read_text("utf-8"))
    assert made == {"html": {"baseurl": "https://a.b/c/es/"}}


def test_a_page_that_is_started_is_untranslated_until_it_is_stamped(two_books):
    assert len(translations.check("page.ipynb")) == 2
    translations.stamp("page")
    assert translations.check("page.ipynb") == []


def test_a_missing_cell_and_a_page_that_is_gone_are_noticed(two_books):
    english, spanish = two_books
    translations.stamp("page")
    notebook = nbformat.read(spanish / "page.ipynb", as_version=4)
    del notebook.cells[0]
    nbformat.write(notebook, spanish / "page.ipynb")
    assert "cell-0" in translations.check("page.ipynb")[0]
    (english / "page.ipynb").unlink()
    assert "no such page" in translations.check("page.ipynb")[0]


def test_a_markdown_page_corresponds_heading_by_heading(two_books):
    english, spanish = two_books
    (english / "more.md").write_text("# One\n\nFive: 5.\n\n## Two\n", "utf-8")
    (spanish / "more.md").write_text("# Uno\n\nCinco: 5.\n\n## Dos\n", "utf-8")
    translations.stamp("more")
    assert translations.check("more.md") == []
    (spanish / "more.md").write_text("# Uno\n\nCinco: 5.\n", "utf-8")
    assert len(translations.check("more.md")) == 2
