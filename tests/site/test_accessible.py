"""What book/_ext/accessible.py changes on a page, and what it leaves."""

import pytest

bs4 = pytest.importorskip("bs4", reason="beautifulsoup4, of the book extra, is missing")
pytest.importorskip("sphinx", reason="Sphinx, of the book extra, is missing")
accessible = pytest.importorskip("accessible")


def mend(markup):
    """Mend a body, or a whole page, and read the result."""
    page = markup if "<html" in markup else f"<html><body>{markup}</body></html>"
    return bs4.BeautifulSoup(accessible.mend(page), "html.parser")


def test_icons_come_from_the_font_and_are_not_read_out():
    page = mend(
        '<script src="a/fontawesome.js?x"></script><i class="fa-solid fa-x"></i>'
    )
    assert page.find("script") is None
    assert page.i["aria-hidden"] == "true"


def test_the_mode_is_chosen_before_the_page_is_drawn():
    page = mend(
        '<html data-theme="auto"><head><script>'
        "document.documentElement.dataset.mode = x;</script>"
        "<script>other()</script></head></html>"
    )
    first, second = page.find_all("script")
    assert "prefers-color-scheme" in first.string
    assert second.string == "other()"
    assert page.html["data-theme"] == "light"


def test_controls_are_called_what_they_show():
    page = mend(
        '<details><summary aria-label="Toggle">Show the code</summary></details>'
        '<button title="Menu"><i></i></button><button title="Long">Short</button>'
    )
    assert "aria-label" not in page.summary.attrs
    icon, words = page.find_all("button")
    assert icon["aria-label"] == "Menu"
    assert "aria-label" not in words.attrs


def test_an_arrow_says_what_it_unfolds():
    page = mend(
        "<li><a>Part <b>two</b></a><details><summary><i></i></summary></details></li>"
        "<li><a>Words</a><details><summary>More</summary></details></li>"
    )
    arrow, words = page.find_all("summary")
    assert arrow["aria-label"] == "Pages under Part two"
    assert "aria-label" not in words.attrs


def test_a_link_to_a_page_in_english_is_called_what_the_contents_call_it():
    contents = "<nav><a href='x.html'>Equis (en ingl\u00e9s)</a></nav>"
    end = "<a href='x.html'><p>antes</p><p class='prev-next-title'>Ex</p></a>"
    markup = (
        f"<html lang='es'><body><div id='pst-primary-sidebar'>{contents}</div>"
        f"<div class='prev-next-area'>{end}</div></body></html>"
    )
    mended = bs4.BeautifulSoup(accessible.mend(markup, {"x.html"}), "html.parser")
    for link in mended.find_all("a"):
        assert link["hreflang"] == "en" and "lang" not in link.attrs
    title = mended.select_one(".prev-next-title")
    assert title.get_text() == mended.nav.a.get_text() == "Equis (en ingl\u00e9s)"


def test_fields_of_a_docstring_are_in_its_language():
    field = "<dl class='field-list'><dt>Muestra<span>:</span></dt></dl>"
    markup = f"<html lang='es'><body><section lang='en'>{field}</section>{field}"
    heads = bs4.BeautifulSoup(accessible.mend(markup), "html.parser").find_all("dt")
    assert [head.get_text() for head in heads] == ["Raises:", "Muestra:"]


def test_columns_of_the_index_are_no_table():
    page = mend(
        '<table class="indextable" style="width: 1%"><tr><td><ul><li>a</li></ul></td>'
        "</tr></table><table><tr><td>1</td></tr></table>"
    )
    assert str(page.div) == '<div class="indextable"><ul><li>a</li></ul></div>'
    assert page.table.td.string == "1"


def test_the_sidebar_is_a_landmark():
    page = mend('<div id="pst-primary-sidebar"></div>')
    assert page.div["role"] == "complementary"
    assert page.div["aria-label"]


def test_citations_are_items_of_their_list():
    page = mend('<div role="list"><div role="doc-biblioentry">x</div></div>')
    assert page.div.div["role"] == "listitem"


def test_only_an_empty_header_loses_its_role():
    page = mend(
        "<table><tr><th><p></p></th><th>a</th>"
        "<th><math><mi>a</mi></math></th></tr></table>"
    )
    assert [cell.name for cell in page.tr] == ["td", "th", "th"]


def test_boxes_lose_the_id_that_all_of_them_have():
    page = mend('<section id="exercise-content"></section><section id="a"></section>')
    assert [section.get("id") for section in page.find_all("section")] == [None, "a"]


def test_the_link_in_the_title_of_a_solution_begins_with_a_word():
    title = '<p class="admonition-title">Solution to<a> Exercise 1 (<b>x</b>)</a></p>'
    page = mend(f'<div class="solution">{title}</div><p>See<a> that</a></p>')
    solution, other = page.find_all("p")
    assert "to <a>Exercise 1 (<b>x</b>)</a>" in str(solution)
    assert other.a.string == " that"


def test_the_title_of_a_solution_has_its_article_in_spanish():
    title = '<p class="admonition-title">Solución a<a> Ejercicio 1</a></p>'
    page = mend(
        f'<html lang="es"><body><div class="solution">{title}</div></body></html>'
    )
    assert page.p.get_text() == "Solución del Ejercicio 1"


def test_code_and_formulas_come_through_unchanged():
    markup = (
        "<pre>a &lt; b\n  c</pre><math><mo>&lt;</mo></math>"
        "<script>if (a < b && c) d();</script>"
    )
    assert markup in str(mend(markup))


def test_the_contents_can_be_closed_and_have_a_name():
    page = mend(
        '<button class="secondary-toggle" title="Toggle secondary sidebar"></button>'
        '<div id="pst-secondary-sidebar"><a>1. One</a></div>'
        '<dialog id="pst-secondary-sidebar-modal"></dialog>'
    )
    name = "Contents of this page"
    assert page.button["title"] == page.button["aria-label"] == name
    assert page.dialog["aria-label"] == name
    form = page.find(id="pst-secondary-sidebar").form
    assert form["method"] == "dialog"
    assert form.button["aria-label"] == "Close"


def test_folded_code_is_called_after_its_figure():
    fold = '<details class="hide"><summary><p>Show</p><p>Hide</p></summary></details>'
    number = '<span class="caption-number">Fig. 3.1 </span>'
    page = mend(f'<div class="cell">{fold}{number}</div><div class="cell">{fold}</div>')
    names = [words.get_text() for words in page.find_all("p")]
    assert names == ["Show of Fig. 3.1", "Hide of Fig. 3.1", "Show", "Hide"]
    assert page.summary.span["class"] == ["visually-hidden"]


@pytest.mark.parametrize(
    ("title", "mended"),
    [("Gates \N{EM DASH} Gates", "Gates"), ("A \N{EM DASH} Gates",) * 2, ("A", "A")],
)
def test_the_head_of_a_page_says_nothing_twice(title, mended):
    view = '<meta name="viewport" content="1"/>'
    page = mend(f"<html><head>{view}{view}<title>{title}</title></head></html>")
    assert page.title.string == mended
    assert len(page.select("meta[name=viewport]")) == 1


def test_a_page_carries_the_module_of_its_explorers_once():
    one = '<style>a</style><script type="module">run()</script>'
    page = mend(f"<article><p>{one}</p>{one}<style>b</style></article><style>a</style>")
    assert len(page.find_all("script")) == 1
    assert page.p.script.string == "run()"
    assert [style.string for style in page.find_all("style")] == ["a", "b", "a"]
