"""Pictures of the book: alternative text, files, stepping, curves, colours."""

import subprocess
import sys
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from lstm_core import plots
from lstm_core.plots.direct_labels import spread

T = np.arange(1, 21)
NAMES = ["3-6", "7-9", "10+"]


@pytest.fixture(autouse=True)
def plain_style():
    with mpl.rc_context():
        plots.use_book_style()
        yield
    plt.close("all")


def influence(ax=None):
    curves = {"measured": 0.5**T, "exact": 10.0 ** (-40 * T)}
    return plots.plot_influence(ax, T, curves, floor=1e-4)


def sweep(ax=None):
    base = np.array([0.5, 0.9, 1.2])[:, None, None] ** T
    effects = base * np.array([0.5, 1, 2])[:, None]
    return plots.plot_influence_sweep(ax, T, effects, [0.5, 1.0, 2.0])


def scalar_map(ax=None):
    states = {0.5: np.linspace(0.5, 0.9575, 9), -0.5: np.linspace(-0.5, -0.9575, 9)}
    return plots.plot_scalar_map(ax, states, 0.1 ** np.arange(9.0))[0]


def by_length(ax=None):
    scores = np.arange(6.0).reshape(2, 3)
    scores[:, 1] = np.nan
    groups = {"generated": scores, "shuffled": np.arange(3.0)}
    return plots.plot_by_length(ax, NAMES, groups, "bits per letter")


def loss(ax=None):
    losses = 3 / np.sqrt(np.arange(1, 31)) * np.array([[0.9], [1.0], [1.1]])
    return plots.plot_loss(ax, losses, {"letters": 1.5, "perfect": 0.1})


CURVES = (influence, sweep, scalar_map, by_length, loss)


@pytest.mark.parametrize("draw", CURVES)
def test_curves_draw_anywhere_and_say_what_they_show(draw):
    ax = draw()
    assert isinstance(ax, Axes)
    assert len(plots.get_alt(ax)) > 60
    assert plots.get_alt(ax.get_figure()) == plots.get_alt(ax)
    assert plt.get_fignums() == [1]
    _, given = plt.subplots()
    draw(given)
    assert plt.get_fignums() == [1, 2]
    assert "nan" not in plots.to_svg(ax)


def test_curves_leave_their_inputs_alone():
    arrays = [
        0.5**T,
        np.ones((2, 2, 20)),
        np.ones(20),
        np.ones((2, 20)),
        np.ones((3, 3)),
    ]
    for array in arrays:
        array.flags.writeable = False  # a write would raise
    plots.plot_influence(None, T, {"a": arrays[0]})
    plots.plot_influence_sweep(None, T, arrays[1], [1, 2])
    plots.plot_scalar_map(None, {0.5: arrays[2]}, arrays[2])
    plots.plot_loss(None, arrays[3])
    plots.plot_by_length(None, NAMES, {"a": arrays[4]})


def test_texts_say_where_curves_cross():
    text = plots.get_alt(influence())
    assert "measured: 0.50 at T = 1, 9.5e-07 at T = 20." in text
    assert "It falls below 1.0e-04 at T = 14." in text
    assert "exactly zero at T = 9" in text
    text = plots.get_alt(loss())
    assert "from 3.00 to 0.55" in text
    assert "first falls below letters (1.50) at step 5." in text
    assert "stays above perfect (0.10)" in text
    assert "generated: 1.50 at length 3-6, 3.50 at length 10+." in plots.get_alt(
        by_length()
    )
    assert "from -0.5 it goes to -0.9575" in plots.get_alt(scalar_map())
    assert "gain 0.5: 0.50 at T = 1, 9.5e-07 at T = 20." in plots.get_alt(sweep())


def test_curves_show_medians_and_ranges():
    line = sweep().get_lines()[0]
    np.testing.assert_allclose(line.get_ydata(), 0.5**T)
    np.testing.assert_allclose(
        by_length().containers[0].lines[0].get_ydata(), [1.5, 3.5]
    )


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"shape \(20,\) for 'a', got \(3,\)"):
        plots.plot_influence(None, T, {"a": np.ones(3)})
    with pytest.raises(ValueError, match=r"expected shape \(1, 2, 20\)"):
        plots.plot_influence_sweep(None, T, np.ones((2, 2, 20)), [1.0])
    with pytest.raises(ValueError, match=r"groups: expected shape \(3,\)"):
        plots.plot_by_length(None, NAMES, {"a": np.ones((5, 4))})
    with pytest.raises(ValueError, match=r"states: expected shape \(9,\)"):
        plots.plot_scalar_map(None, {0.5: np.ones(3)}, np.ones(9))
    assert not plt.get_fignums()


def test_names_at_line_ends_do_not_overlap():
    ax = plots.plot_by_length(None, NAMES, {f"group {i}": np.ones(3) for i in range(5)})
    ax.get_figure().draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == 5
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_spread_keeps_order_and_distance():
    rng = np.random.default_rng(0)
    for _ in range(50):
        wanted = rng.uniform(size=6)
        placed = spread(wanted, 0.15)
        np.testing.assert_array_equal(np.argsort(wanted), np.argsort(placed))
        assert np.diff(np.sort(placed)).min() > 0.15 - 1e-12
    np.testing.assert_allclose(spread([0.1, 0.9], 0.2), [0.1, 0.9])


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


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.open = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("input", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


def stepper(title="Loss & <more>"):
    small = loss(plt.figure(figsize=(3, 3)).add_subplot())
    return plots.StepThrough([loss(), small, sweep()], ["a", "b < c", "d"], title)


def test_stepper_is_plain_accessible_html():
    html = stepper()._repr_html_()
    page = Tags(html)
    assert not page.open
    inputs, labels, images = map(page.all, ("input", "label", "img"))
    assert len(inputs) == len(labels) == len(images) == 3
    assert [i["aria-label"] for i in inputs] == [f"{i} ({i} of 3)" for i in (1, 2, 3)]
    assert [i["id"] for i in inputs] == [each["for"] for each in labels]
    assert len({i["name"] for i in inputs}) == 1
    assert ["checked" in i for i in inputs] == [True, False, False]
    assert all(len(image["alt"]) > 60 for image in images)
    assert all(
        image["src"].startswith("data:image/svg+xml;base64,") for image in images
    )
    assert "<legend>Loss &amp; &lt;more&gt;</legend>" in html
    assert "b &lt; c" in html
    assert "script" not in html
    assert "http" not in html


def test_stepper_closes_figures_and_is_deterministic():
    html = stepper()._repr_html_()
    assert not plt.get_fignums()
    assert html == stepper()._repr_html_()
    ids = {Tags(h).all("div")[0]["id"] for h in (html, stepper("b")._repr_html_())}
    assert len(ids) == 2


def test_stepper_frames_have_one_size():
    sizes = {ElementTree.fromstring(svg).get("viewBox") for svg in stepper().figures}
    assert len(sizes) == 1


def test_stepper_takes_svg_text_and_refuses_what_it_cannot_show():
    svg = plots.to_svg(loss())
    page = Tags(plots.StepThrough([svg, loss()], ["a", "b"], "t")._repr_html_())
    assert len(page.all("img")) == 2
    with pytest.raises(ValueError, match="as many captions, got 2 and 1"):
        plots.StepThrough([svg, svg], ["a"], "t")
    with pytest.raises(ValueError, match="alternative text"):
        plots.StepThrough([svg, plt.figure()], ["a", "b"], "t")


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


def test_stepper_shows_the_names_of_its_steps():
    frames = [influence(), influence()]
    html = plots.StepThrough(
        frames, ["one", "two"], "title", ["a<0", "y"]
    )._repr_html_()
    assert 'aria-label="a&lt;0 (1 of 2)"' in html
    assert ">y</label>" in html


def test_stepper_refuses_names_that_do_not_fit():
    with pytest.raises(ValueError, match="names: expected 2, one a figure, got 3"):
        plots.StepThrough([influence(), influence()], ["a", "b"], "t", "abc")
