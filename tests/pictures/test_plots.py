"""Pictures of the book: alternative text, files, numbers, colours, notebooks."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import influence, loss
from matplotlib.colors import to_rgb

from lstm_core import plots
from lstm_core.plots.formatting import number, rows, spoken

pytestmark = pytest.mark.usefixtures("plain_style")


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


def luminance(rgb):
    rgb = np.asarray(rgb)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def turned(rgb):
    """CSS ``invert(.9) hue-rotate(180deg)``, as the style sheet does in dark mode."""
    weights = np.array([0.213, 0.715, 0.072])
    inverted = 0.9 - 0.8 * np.asarray(rgb)
    return np.clip(2 * weights @ inverted - inverted, 0, 1)


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
from lstm_core.plots.formatting import number, rows, spoken
plots.use_book_style()
ax = plots.plot_loss(None, np.ones(5))
data, _ = shell.display_formatter.format(ax)
assert "aria-label" in data["image/svg+xml"]
assert "image/png" not in data
import matplotlib.pyplot as plt
assert not plt.get_fignums()
"""


def test_notebooks_show_svg_and_close_the_figure(tmp_path):
    pytest.importorskip("IPython")
    run = subprocess.run([sys.executable, "-c", NOTEBOOK], check=False)
    assert run.returncode == 0
