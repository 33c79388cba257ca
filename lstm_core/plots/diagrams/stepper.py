"""Pictures one after another, switched by the reader: no script, no network."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from lstm_core.plots.pictures import figure_of, get_alt, to_svg
from lstm_core.words import label

_DESCRIPTION = ".//{http://purl.org/dc/elements/1.1/}description"

_NO_ALT = "figures: expected alternative text in each, see set_alt; got none"


@dataclass(frozen=True)
class StepThrough:
    """Frames that a reader steps through with buttons or arrow keys.

    A notebook shows it as HTML that works on a static page too: a group of radio
    buttons, each described by its caption, of which style sheets show the chosen frame.
    In print all frames show.

    Attributes
    ----------
    figures : sequence of Figure, Axes or str
        One picture a frame, each with alternative text (`set_alt`); figures are
        closed. A string is SVG as `to_svg` gives it. Afterwards: tuple of SVG.
    captions : sequence of str
        One a frame, shown below it.
    title : str
        What the frames show together.
    names : sequence of str, optional
        What stands on the buttons, one a frame; numbers from 1 if not given.

    Raises
    ------
    ValueError
        If there are not at least two frames, not one caption a frame, or a picture
        has no alternative text.
    """

    figures: Sequence[Figure | Axes | str]
    captions: Sequence[str]
    title: str
    names: Sequence[str] | None = None

    def __post_init__(self):
        names = self.names or [str(i + 1) for i in range(len(self.figures))]
        object.__setattr__(self, "names", tuple(names))
        if len(self.names) != len(self.figures):
            counts = f"{len(self.figures)}, one a figure, got {len(self.names)}"
            raise ValueError(f"names: expected {counts}")
        if len(self.figures) < 2 or len(self.figures) != len(self.captions):
            counts = f"{len(self.figures)} and {len(self.captions)}"
            message = f"two or more, and as many captions, got {counts}"
            raise ValueError(f"figures: expected {message}")
        object.__setattr__(self, "captions", tuple(self.captions))
        object.__setattr__(self, "figures", tuple(_to_svgs(self.figures)))

    def _repr_html_(self) -> str:
        parts = [self.title, *self.names, *self.captions, *self.figures]
        content = "\0".join(parts)
        name = "lc-" + hashlib.sha256(content.encode()).hexdigest()[:10]
        n = len(self.figures)
        buttons = "".join(
            _button(name, text, i, n) for i, text in enumerate(self.names, 1)
        )
        frames = "".join(
            _frame(f"{name}-{i}-says", *frame)
            for i, frame in enumerate(zip(self.figures, self.captions, strict=True), 1)
        )
        return (
            f'<div class="lc-stepper lc-interactive" id="{name}">'
            f"<style>{_css(name, n)}</style>"
            f"<fieldset><legend>{escape(self.title)}</legend>{buttons}"
            f'<div class="lc-frames">{frames}</div></fieldset></div>'
        )


def _to_svgs(pictures):
    figures = [figure_of(p) for p in pictures if not isinstance(p, str)]
    if not all(get_alt(figure) for figure in figures):
        raise ValueError(_NO_ALT)
    # One crop for all, so that nothing jumps from frame to frame.
    box = Bbox.union([_tight_box(figure) for figure in figures]) if figures else None
    svgs = [p if isinstance(p, str) else to_svg(p, box) for p in pictures]
    for figure in figures:
        plt.close(figure)
    return svgs


def _tight_box(figure):
    figure.draw_without_rendering()  # places what a layout has still to place
    return figure.get_tightbbox().padded(0.05)


def _alt(svg):
    text = ElementTree.fromstring(svg).findtext(_DESCRIPTION)
    if not text:
        raise ValueError(_NO_ALT)
    return text


def _button(name, text, i, n):
    spoken = escape(label("stepper.step", name=text, i=i, n=n), quote=True)
    checked = " checked" if i == 1 else ""
    return (
        f'<input type="radio" name="{name}" id="{name}-{i}"'
        f' aria-label="{spoken}" aria-describedby="{name}-{i}-says"{checked}>'
        f'<label for="{name}-{i}">{escape(text)}</label>'
    )


def _frame(name, svg, caption):
    data = base64.b64encode(svg.encode()).decode()
    return (
        f'<div><img class="lc-frame" alt="{escape(_alt(svg), quote=True)}"'
        f' src="data:image/svg+xml;base64,{data}"><p id="{name}">{escape(caption)}</p>'
        "</div>"
    )


def _css(name, n):
    chosen = ",".join(
        f"#{name} input:nth-of-type({i}):checked~.lc-frames>:nth-child({i})"
        for i in range(1, n + 1)
    )
    return _CSS.replace("#id", f"#{name}").replace("CHOSEN", chosen)


# All frames lie in one grid cell, so that the tallest one gives the height. The label
# after a button is what is seen of it; the button itself stays for the keyboard.
_CSS = """
#id fieldset{border:1px solid currentColor;border-radius:.5em;margin:0;min-width:0;
padding:.5em .9em;position:relative}
#id legend{font-size:1em;padding:0 .4em;width:auto;float:none;margin:0}
#id input{position:absolute;opacity:0;width:1px;height:1px;margin:0}
#id label{display:inline-block;min-width:2.2em;padding:.3em .5em;margin:0 .4em .5em 0;
text-align:center;border:1px solid currentColor;border-radius:.4em;cursor:pointer}
#id input:checked+label{font-weight:bold;box-shadow:inset 0 -.25em currentColor}
#id input:focus-visible+label{outline:3px solid currentColor;outline-offset:2px}
#id .lc-frames{display:grid}
#id .lc-frames>div{grid-area:1/1;visibility:hidden;min-width:0}
#id img{display:block;max-width:100%;height:auto;margin:0 auto;background:transparent}
#id p{margin:.5em 0 0}
CHOSEN{visibility:visible!important}
html[data-theme=dark] #id img,html[theme=dark] #id img,
body[data-jp-theme-light=false] #id img{filter:invert(.9) hue-rotate(180deg)}
@media print{#id input,#id label{display:none}#id .lc-frames{display:block}
#id .lc-frames>div{visibility:visible;break-inside:avoid;margin-bottom:1em}
#id img{filter:none!important}}
"""
