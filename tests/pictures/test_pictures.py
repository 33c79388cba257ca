"""What all pictures have in common: axes, alternative text, files, colours."""

import pickle
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import contrast, influence, loss, turned
from gallery import PICTURES
from matplotlib.colors import to_rgb

from lstm_core import plots
from lstm_core.plots.formatting import number, rows, spoken


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_is_drawn_on_any_axes_says_so_and_changes_no_input(
    picture, monkeypatch
):
    new = np.ravel(PICTURES[picture]())
    figure = new[0].get_figure(root=True)
    assert plt.get_fignums() == [figure.number]
    alt = plots.get_alt(figure)
    assert len(alt) > 60
    assert {plots.get_alt(ax) for ax in new} == {alt}
    drawn = re.sub('base64,[^"]*', "", plots.to_svg(figure))
    assert "nan" not in drawn

    name = picture.split(",")[0]
    draw, (other, given) = getattr(plots, name), plt.subplots()

    def draw_on_given(_, *inputs, **options):
        before = pickle.dumps((inputs, options))
        made = draw(given, *inputs, **options)
        assert pickle.dumps((inputs, options)) == before
        return made

    monkeypatch.setattr(plots, name, draw_on_given)
    made = np.ravel(PICTURES[picture]())
    if len(made) == 1:
        assert made[0] is given
    assert {ax.get_figure(root=True) for ax in made} == {other}
    assert plots.get_alt(given) == alt
    assert plt.get_fignums() == [figure.number, other.number]


def test_alternative_text_travels_in_the_svg(tmp_path):
    ax = loss()
    path = plots.save_svg(ax, tmp_path / "loss.svg")
    root = ElementTree.parse(path).getroot()
    said = root.findtext(".//{http://purl.org/dc/elements/1.1/}description")
    assert said == plots.get_alt(ax) == root.get("aria-label")
    assert [file.name for file in tmp_path.iterdir()] == ["loss.svg"]
    again = loss()
    assert path.read_text(encoding="utf-8") == plots.to_svg(again)


def test_an_alternative_text_has_to_say_something():
    ax = loss()
    plots.set_alt(ax.get_figure(), "All of\n it.")
    assert plots.get_alt(ax.get_figure()) == "All of it."
    with pytest.raises(ValueError, match="what the picture shows"):
        plots.set_alt(ax, "  ")
    with pytest.raises(TypeError, match="Axes or Figure"):
        plots.set_alt("ax", "text")


def test_two_axes_say_their_texts_in_turn():
    figure, axes = plt.subplots(2)
    loss(axes[0])
    influence(axes[1])
    assert plots.get_alt(figure) == " ".join(plots.get_alt(ax) for ax in axes)


def test_a_picture_is_never_saved_in_part(tmp_path, monkeypatch):
    ax = loss()
    with pytest.raises(FileNotFoundError, match="make it first"):
        plots.save_svg(ax, tmp_path / "missing" / "loss.svg")
    with pytest.raises(ValueError, match=r"ending in \.svg"):
        plots.save_svg(ax, tmp_path / "loss.png")

    def half(path, text, encoding):
        path.write_bytes(text.encode()[:100])
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="disk full"):
        plots.save_svg(ax, tmp_path / "loss.svg")
    assert list(tmp_path.iterdir()) == []


def test_numbers_as_text():
    assert number(-0.114) == "-0.11"
    assert number(3e-9) == "3.0e-09"
    assert rows(np.array([-0.001, 0.5])) == ["0.00", "0.50"]
    assert len(rows(np.arange(27.0))) == 3
    assert "27 numbers" in spoken(np.arange(27.0))


@pytest.mark.parametrize("name", sorted(set(plots.COLORS) - {"frame"}))
def test_colors_can_be_read_on_both_pages(name):
    color = to_rgb(plots.COLORS[name])
    assert contrast(color, (1, 1, 1)) >= 4.5
    assert contrast(turned(color), to_rgb("#121212")) >= 4.5


def test_package_alone_loads_no_matplotlib():
    code = "import lstm_core, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


NOTEBOOK = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import numpy as np
from lstm_core import plots
plots.use_book_style()
ax = plots.plot_loss(None, np.ones(5))
data, _ = shell.display_formatter.format(ax)
assert "aria-label" in data["image/svg+xml"]
assert "image/png" not in data and "text/html" not in data
ax = plots.plot_cost(None, [{"B": 1, "ms": {"lstm_core": 2.5}}], "B")
data, _ = shell.display_formatter.format(ax)
assert "<svg" in data["image/svg+xml"]
assert data["text/html"].startswith('<img alt="By the number of sequences B: ')
assert "<td>2.50</td>" in data["text/html"].split("<details")[1]
import matplotlib.pyplot as plt
assert not plt.get_fignums()
"""


def test_notebooks_show_svg_with_its_numbers_and_close_the_figure(tmp_path):
    pytest.importorskip("IPython")
    run = subprocess.run([sys.executable, "-c", NOTEBOOK], check=False)
    assert run.returncode == 0


def test_the_page_for_instructors_says_how_to_get_a_figure_as_a_file(
    tmp_path, monkeypatch
):
    page = (Path(__file__).parents[2] / "book" / "for-instructors.md").read_text(
        "utf-8"
    )
    section = page.split("## Figures for your slides")[1].split("\n## ")[0]
    calls = [call for call in re.findall("`(.*?)`", section) if "(" in call]
    monkeypatch.chdir(tmp_path)
    style, *files = sorted(calls, key=lambda call: "style" not in call)
    for picture in ("draw_cell", "plot_tanh"):
        exec(style, {"plots": plots})
        ax = PICTURES[picture]()
        plots.use_book_style()
        for call in files:
            exec(call, {"plots": plots, "ax": ax})
        assert "<svg " in Path("cell.svg").read_text("utf-8")
        assert Path("cell.png").read_bytes().startswith(b"\x89PNG")
    assert len(files) == 2
