"""Pictures one after another: plain accessible HTML, and keys that change the frame."""

from html.parser import HTMLParser
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import pytest
from drawings import book_style, influence, loss, sweep

from lstm_core import plots


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
    said = [i["aria-describedby"] for i in inputs]
    assert said == [p["id"] for p in page.all("p")]
    assert f'<p id="{said[1]}">b &lt; c</p>' in html
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


def test_stepper_shows_the_names_of_its_steps_and_takes_svg_text():
    frames = [plots.to_svg(loss()), influence()]
    html = plots.StepThrough(frames, ["one", "two"], "title", ["a<0", "y"])
    html = html._repr_html_()
    assert len(Tags(html).all("img")) == 2
    assert 'aria-label="a&lt;0 (1 of 2)"' in html
    assert ">y</label>" in html


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], "t"), "as many captions, got 2 and 1"),
        ((["a", "b"], "t", "abc"), "names: expected 2, one a figure, got 3"),
        ((["a", "b"], "t"), "alternative text"),
    ],
)
def test_stepper_refuses_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        plots.StepThrough([plots.to_svg(loss()), plt.figure()], *arguments)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A page with two steppers, of three frames each."""
    file = tmp_path_factory.mktemp("page") / "steps.html"
    with book_style():
        html = stepper("one")._repr_html_() + stepper("two")._repr_html_()
    file.write_text(f"<!doctype html><meta charset=utf-8>{html}", encoding="utf-8")
    return file


def visible(page):
    """Captions of the frames of each stepper whose picture and caption both show."""
    captions = []
    for frames in page.locator(".lc-frames").all():
        shown = [frame for frame in frames.locator("> div").all() if pieces(frame) > 0]
        assert all(pieces(frame) == 2 for frame in shown)
        captions.append([frame.inner_text().strip() for frame in shown])
    return captions


def pieces(frame):
    """How many of a frame's two pieces are visible."""
    return sum(frame.locator(piece).is_visible() for piece in ("img", "p"))


@pytest.mark.browser
def test_arrow_keys_change_the_visible_frame(page):
    assert visible(page) == [["a"], ["a"]]
    page.keyboard.press("Tab")
    for key, caption in [
        ("ArrowRight", "b < c"),
        ("ArrowRight", "d"),
        ("ArrowRight", "a"),
        ("ArrowLeft", "d"),
        ("ArrowUp", "b < c"),
    ]:
        page.keyboard.press(key)
        assert visible(page) == [[caption], ["a"]]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert visible(page) == [["b < c"], ["b < c"]]


@pytest.mark.browser
def test_buttons_change_the_visible_frame(page):
    page.locator("label").nth(2).click()
    assert visible(page) == [["d"], ["a"]]
    page.locator("label").nth(4).click()
    assert visible(page) == [["d"], ["b < c"]]


@pytest.mark.browser
def test_all_frames_are_printed(page):
    page.emulate_media(media="print")
    assert visible(page) == [["a", "b < c", "d"]] * 2
    tops = [
        frame.bounding_box()["y"] for frame in page.locator(".lc-frames > div").all()
    ]
    assert tops == sorted(set(tops))
