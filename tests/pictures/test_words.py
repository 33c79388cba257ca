"""The words of figures and explorers, and how their numbers look."""

import re
import string
import subprocess
import sys
from importlib import import_module
from itertools import combinations
from pathlib import Path
from traceback import walk_stack
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from browser import IN_CHROMIUM, launch
from explorer_pages import KINDS, UNIT_NAMES, WORDS, html_of, write_page
from explorer_pages import make_explorers as make_all
from gallery import NAMES as GIVEN
from gallery import OWN, PICTURES, VARIANTS, descriptions, sigmoid
from matplotlib.text import Text

from lstm_core import agreement, plots, words
from lstm_core.plots import formatting
from lstm_core.plots.pictures import to_html
from lstm_core.words import LANGUAGES, en, es, label, translated, use_language

FOLDER = Path(words.__file__).parent
BOOK = FOLDER.parents[1] / "book"
RESULTS = FOLDER.parent / "data" / "results"
PLOTS = Path(plots.__file__).parent
NAMES = (
    "lstm_core|(torch.)?nn.LSTM|LSTM|GRU|(weight|bias)_[hi]h|float(32|64)|tanh|softmax|bits|ms"
    r"|\bd[acfoubWxz](?![^\W_])"  # gradients: "do" is no word here
)
"""Visible names that are the same in all languages."""

OWN_WORDS = [*WORDS, *UNIT_NAMES, *agreement.VOCABULARY, "sings", "LSTM"]
"""Words that explorers show and a reader or a chapter gave them."""

browser = pytest.fixture(launch, scope="module")


@pytest.fixture(autouse=True)
def english_again():
    yield
    use_language("en")


@pytest.fixture
def make_explorers():
    """A function that makes one explorer of each kind."""
    pytest.importorskip("anywidget")
    return lambda: [*make_all().values()]


def texts_of(language):
    """All texts of a language by their keys, those of explorers with their kind."""
    module = import_module(f"lstm_core.words.{language}")
    texts = dict(module.FIGURES)
    for kind, own in module.EXPLORERS.items():
        texts |= {f"{kind}/{key}": text for key, text in own.items()}
    return texts


def fields(text):
    """What is filled into a text, and in which format."""
    parts = [(name, spec) for _, name, spec, _ in string.Formatter().parse(text)]
    return sorted(part for part in parts if part[0] is not None)


def words_in(text):
    """The words of two letters or more, without mathematics and `NAMES`."""
    return set(re.findall(r"[^\W\d_]{2,}", re.sub(rf"\$[^$]*\$|{NAMES}", " ", text)))


def test_every_catalogue_is_listed_and_english_is_the_default():
    files = {file.stem for file in FOLDER.glob("*.py")} - {"__init__"}
    assert files == set(LANGUAGES)
    assert LANGUAGES[0] == "en"


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_language_has_the_texts_of_english_with_the_same_fields(language):
    english, own = texts_of("en"), texts_of(language)
    assert list(own) == list(english)
    assert {key for key in own if fields(own[key]) != fields(english[key])} == set()
    same = {key for key in own if own[key] == english[key]}
    assert {key for key in same if words_in(re.sub("{.*?}", "", own[key]))} == set()


def sections(language):
    """The comments in the figures of a language, with the keys that follow each."""
    text = (FOLDER / f"{language}.py").read_text("utf-8").split("\nNAMES = {")[0]
    parts = re.split(r"^    # (.*)\n", text, flags=re.MULTILINE)[1:]
    keys = [re.findall(r'^    "(.*?)": ', part, re.MULTILINE) for part in parts[1::2]]
    return list(zip(parts[::2], keys, strict=True))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_language_has_the_sections_of_english(language):
    assert sections(language) == sections("en")


class Blank(dict):
    """Texts without their letters, which remember from where they were asked for."""

    def __init__(self, texts):
        super().__init__({key: blank(text) for key, text in texts.items()})
        self.asked = {}

    def __getitem__(self, key):
        self.asked.setdefault(key, set()).add(asking_file())
        return super().__getitem__(key)

    def get(self, key, default):
        return self[key] if key in self else default  # noqa: SIM401


def asking_file():
    """The file of ``lstm_core/plots`` that asks for a text, as seen from there."""
    files = (Path(frame.f_code.co_filename) for frame, _ in walk_stack(None))
    return next(f.relative_to(PLOTS).as_posix() for f in files if PLOTS in f.parents)


def blank(text):
    """A text whose letters and mathematics are dots; only its fields are left."""
    left = ""
    for said, name, spec, _ in string.Formatter().parse(text):
        left += re.sub(r"[^\W\d]|[\\$^{}]", ".", said)
        if name is not None:
            left += f"{{{name}:{spec}}}" if spec else f"{{{name}}}"
    return left


@pytest.fixture
def blank_words(monkeypatch):
    """Words without letters: what can still be read stands outside the catalogues."""
    explorers = {kind: Blank(texts) for kind, texts in en.EXPLORERS.items()}
    blanks = SimpleNamespace(
        FIGURES=Blank(en.FIGURES), NAMES=Blank(es.NAMES), EXPLORERS=explorers
    )
    monkeypatch.setattr(words, "_catalogue", lambda: blanks)
    return blanks


def shown(draw):
    """All texts of a picture, also what it says to those who cannot see it."""
    draw()
    figure = plt.gcf()
    texts = [text.get_text() for text in figure.findobj(Text)]
    numbers = re.sub("<style>[^<]*|<[^>]*>", "\n", to_html(figure) or "")
    texts += filter(str.strip, numbers.split("\n"))
    plt.close(figure)
    return [*texts, plots.get_alt(figure)]


def test_the_gallery_has_every_picture():
    drawn = {name.split(",")[0] for name in PICTURES}
    assert drawn == {n for n in plots.__all__ if n.startswith(("plot_", "draw_"))}


def test_figures_use_every_word_of_the_catalogue_and_no_other(blank_words):
    pictures = [*PICTURES.values(), *VARIANTS]
    seen = [*descriptions(), *(text for draw in pictures for text in shown(draw))]
    assert len(seen) > 500
    assert {text for text in seen if words_in(text) - OWN} == set()
    asked = blank_words.FIGURES.asked
    unused = blank_words.FIGURES.keys() - asked.keys()
    assert unused == set()
    for head, keys in sections("en"):
        named = head.split(":")[0].split(", ")
        users = {file for key in keys for file in asked.get(key, ())}
        assert {file for file in users if not file.startswith(tuple(named))} == set()
        assert {n for n in named if not any(u.startswith(n) for u in users)} == set()


def test_every_name_that_a_figure_is_given_is_looked_up(blank_words):
    blank_words.NAMES.update({name: blank(name) for name in GIVEN})
    seen = [text for draw in [*PICTURES.values(), *VARIANTS] for text in shown(draw)]
    given = words_in(" ".join(GIVEN))
    assert {word for text in seen for word in words_in(text) & given} == set()


def test_the_book_uses_every_name_that_has_a_translation():
    book = "".join(f.read_text("utf-8") for f in BOOK.glob("[0-9]*.ipynb"))
    book += "".join(f.read_text("utf-8") for f in RESULTS.glob("*.json"))
    assert en.NAMES.keys() <= es.NAMES.keys()
    package = {"score"}  # what a curve has where no name is given
    unused = {n for n in es.NAMES if not all(word in book for word in n.split())}
    assert unused - package == set()


def test_names_of_a_chapter_have_words_and_a_readers_own_stay():
    for language, catalogue in (("en", en), ("es", es)):
        use_language(language)
        for name in ("keep", "overwrite", "add up", "clear"):
            assert translated(name) == catalogue.NAMES.get(name, name)
        assert translated("update", "measure") == catalogue.FIGURES["measure.update"]
        assert translated("old") == translated("old", "measure") == "old"


def test_a_missing_word_or_value_is_an_error():
    with pytest.raises(KeyError, match=r"gates\.ajar"):
        label("gates.ajar")
    with pytest.raises(KeyError, match="unit"):
        label("update.unit")


def test_english_spanish_and_english_again_in_one_process(make_explorers):
    said = []
    for language in ("en", "es", "en"):
        use_language(language)
        drawn = shown(sigmoid)
        said.append([*drawn, *(html_of(explorer) for explorer in make_explorers())])
    english, spanish, again = said
    assert english == again
    for texts, catalogue in ((english, en), (spanish, es)):
        assert catalogue.FIGURES["gate_curves.open"] in texts
        assert catalogue.FIGURES["gate_curves.sigmoid_x"] in texts
        assert (
            catalogue.FIGURES["gate_curves.sigmoid"].split(":")[0]
            in texts[-1 - len(KINDS)]
        )
        for page, kind in zip(texts[-len(KINDS) :], [*en.EXPLORERS][1:], strict=True):
            own = catalogue.EXPLORERS[kind]
            assert f"<p>{own['title']}</p>" in page
            assert own.get("static", catalogue.EXPLORERS["common"]["static"]) in page
            assert page.startswith("<lc-explorer ")
            assert f' lang="{catalogue.__name__[-2:]}"' in page.split(">")[0]


def test_what_is_drawn_keeps_its_words():
    ax = sigmoid()
    use_language("es")
    assert 'aria-label="The sigmoid' in plots.to_svg(ax)
    assert ax.get_xlabel() == en.FIGURES["gate_curves.sigmoid_x"]


def test_the_style_of_the_book_chooses_the_language_english_by_default():
    with mpl.rc_context():
        plots.use_book_style(language="es")
        assert label("gate_curves.open") == "abierta"
        plots.use_book_style()
        assert label("gate_curves.open") == "open"


@pytest.mark.parametrize("language", ["fr", "ES", "english", "", None, ["es"]])
def test_an_unknown_language_is_refused_and_nothing_changes(language):
    use_language("es")
    with mpl.rc_context({"font.size": 7}):
        for choose in (use_language, plots.use_book_style):
            with pytest.raises(ValueError, match=r"one of 'en', 'es'.*, got"):
                choose(language)
        assert mpl.rcParams["font.size"] == 7
    assert label("gate_curves.open") == "abierta"


def test_a_catalogue_is_imported_when_its_language_is_first_used():
    code = """
import sys
loaded = lambda: sorted(name for name in sys.modules if "lstm_core.words" in name)
import lstm_core
assert loaded() == [], loaded()
from lstm_core import plots
from lstm_core.words import label
plots.use_book_style()
assert loaded() == ["lstm_core.words"], loaded()
label("gate_curves.open")
assert loaded() == ["lstm_core.words", "lstm_core.words.en"], loaded()
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def drawn_boxes(figure, monkeypatch):
    """The texts that are really drawn, with the boxes in which they stand."""
    draw, seen = Text.draw, {}

    def note(text, renderer):
        draw(text, renderer)
        if text.get_visible() and text.get_text().strip():
            seen[text] = text.get_window_extent(renderer)

    monkeypatch.setattr(Text, "draw", note)
    figure.canvas.draw()
    return [(text.get_text(), box) for text, box in seen.items()]


def overlap(one, other):
    """Whether two boxes share more than a pixel each way."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width > 1 and height > 1


@pytest.mark.parametrize("name", PICTURES)
def test_spanish_words_fit_into_the_pictures(name, monkeypatch):
    with mpl.rc_context():
        plots.use_book_style(language="es")
        PICTURES[name]()
        figure = plt.gcf()
        boxes = drawn_boxes(figure, monkeypatch)
    pairs = combinations(boxes, 2)
    assert [(a, b) for (a, box), (b, other) in pairs if overlap(box, other)] == []
    # A picture that is wider is made smaller on a page, and its words with it.
    assert figure.get_tightbbox().width <= 1.05 * figure.get_size_inches()[0]


@pytest.fixture
def open_page(browser, tmp_path):
    """A function that shows explorers on a page as narrow as a phone."""
    settings = {"viewport": {"width": 390, "height": 844}}
    page = browser.new_context(**settings).new_page()

    def show(explorers):
        page.goto(write_page(tmp_path, explorers).as_uri())
        return page

    yield show
    page.context.close()


READ = """all => all.flatMap(one => [
    ...[...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data),
    ...["aria-label", "aria-valuetext"].map(name => one.getAttribute(name) ?? ""),
]).join(" ")"""
"""Everything that elements show or say."""

HANGING = """texts => texts.filter(text => {
    const [own, all] = [text, text.ownerSVGElement].map(e => e.getBoundingClientRect());
    return own.left < all.left || own.right > all.right;
}).map(text => text.textContent).filter(text => /\\p{L}/u.test(text))"""
"""The texts with words that hang over the edge of their picture."""


class TestOnAPage:
    """What the scripts of the explorers show."""

    pytestmark = IN_CHROMIUM

    def test_explorers_have_no_words_outside_the_catalogues(
        self, make_explorers, open_page, blank_words
    ):
        explorers = make_explorers()
        page = open_page(explorers)
        seen = page.locator("main :not(script, style)").evaluate_all(READ)
        assert len(seen) > 1000
        assert words_in(seen) == words_in(" ".join(OWN_WORDS))
        for explorer in explorers:
            plain = re.sub("<[^>]*>|&[^;]*;", " ", explorer._fallback())
            assert words_in(plain) <= words_in(" ".join(OWN_WORDS))

    def test_two_languages_stand_on_one_page_and_both_fit(
        self, make_explorers, open_page
    ):
        english = make_explorers()
        use_language("es")
        page = open_page([*english, *make_explorers()])
        titles, resets = [], []
        for explorers in (en.EXPLORERS, es.EXPLORERS):
            titles += [explorers[kind]["title"] for kind in [*explorers][1:]]
            resets += [explorers["common"]["reset"]] * len(english)
        assert page.locator("legend").all_inner_texts() == titles
        assert page.locator(".lc-reset").all_inner_texts() == resets
        spoken = page.locator("div.lc-explorer").evaluate_all(
            "all => all.map(e => e.lang)"
        )
        assert spoken == ["en"] * len(english) + ["es"] * len(english)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("svg text").evaluate_all(HANGING) == []


def test_numbers_of_pictures_have_true_minus_signs_and_no_negative_zero():
    assert [formatting.entry(v) for v in (-0.114, -0.001, 3e-9)] == [
        "\N{MINUS SIGN}0.11",
        "0.00",
        "0.00",
    ]
    assert formatting.entry(-12345) == "\N{MINUS SIGN}1.2e+04"
    assert formatting.with_minus("-1e-9") == "\N{MINUS SIGN}1e\N{MINUS SIGN}9"
    assert formatting.series([0.5, -0.114, -1e-9]) == "0.50, -0.11, 0.00"
