"""Draw ``book/images/opening.html``, the moving picture of the opening page.

A cell state meets a sentence, word by word. All numbers come from a real trace of a
network with one unit, whose weights are set by hand. It moves once, for less than five
seconds, and not at all for readers who have asked for less motion.

Run it after a change: python tools/make_opening_motion.py
It draws ``opening.es.html``, for the Spanish edition, too.
"""

from html import escape
from pathlib import Path

import numpy as np

import lstm_core as lc
from lstm_core.plots import COLORS
from lstm_core.tasks.agreement import encode, fill_verbs, places

IMAGES = Path(__file__).parents[1] / "book" / "images"
PAGES = {"en": IMAGES / "opening.html", "es": IMAGES / "opening.es.html"}
TEXT = "dogs often run(s) . the bird sing(s)"
LEFT, WIDE, BELT, TALL = 58, 48, 166, 36
SECONDS = 0.6  # for one word
ROWS = {"f": (22, "forget"), "u": (62, "update")}
SAID = {
    "en": {
        "forget": "forget",
        "update": "update",
        "cell": "cell",
        "again": "Play the picture again",
        "alt": "The cell state of one unit while it reads seven words. Above the belt, "
        "for each word, how far the forget gate f and the update gate u are open; on "
        "the belt the cell state c, negative for plural, positive for singular.",
        "caption": """\
A cell state reads two sentences. The verb must match its subject, so the
cell notes a plus for a singular and a minus for a plural: the update gate lets the note
in, the forget gate keeps it, and drops it at the full stop.
Drawn from a real run of a cell whose weights are set by hand.""",
    },
    "es": {
        "forget": "olvido",
        "update": "actualiz.",
        "cell": "celda",
        "again": "Ver la animación otra vez",
        "alt": "El estado de la celda de una unidad mientras lee siete palabras. Sobre "
        "la banda, para cada palabra, cuánto están abiertas la compuerta de olvido f y "
        "la de actualización u; en la banda, el estado de la celda c, negativo para el "
        "plural y positivo para el singular.",
        "caption": """\
Un estado de la celda lee dos oraciones. El verbo tiene que concordar con su
sujeto, así que la celda anota un más si es singular y un menos si es plural: la
compuerta de actualización deja entrar la nota, la de olvido la conserva y la suelta en
el punto. Dibujado con los números de una celda cuyos pesos se pusieron a mano.""",
        "words": {
            **{"dogs": "perros", "often": "también", "run": "corren"},
            **{"the": "el", "bird": "pájaro", "sings": "canta"},
        },
    },
}
"""All words of the picture, by language."""
STYLE = """\
.lc-opening { margin: 1.5em 0; }
.lc-opening svg { display: block; width: 100%; max-width: 640px; margin: auto; }
.lc-opening label { cursor: pointer; text-decoration: underline; }
.lc-opening input { position: absolute; opacity: 0; }
.lc-opening input:focus-visible + label { outline: 2px solid; outline-offset: 2px; }
.lc-opening figcaption { margin-top: 0.5em; text-align: center; }
html[data-theme="dark"] .lc-opening svg { filter: invert(0.9) hue-rotate(180deg); }
@media (prefers-reduced-motion: no-preference) {
  .lc-opening .lc-late { animation: lc-show 0.3s both; }
  .lc-opening input:checked ~ svg .lc-late { animation-name: lc-show-again; }
}
@media (prefers-reduced-motion: reduce) {
  .lc-opening input, .lc-opening label { display: none; }
}
@keyframes lc-show { from { opacity: 0; } }
@keyframes lc-show-again { from { opacity: 0; } }
"""


def run():
    """The trace, and the words with each verb in the form that the cell decides."""
    x, words = encode(TEXT)
    p = lc.LSTMParams(W=np.zeros((4, 1 + x.shape[2])), b=np.array([5.0, -5.0, 5.0, 0]))
    p.W_f[0, [1 + place for place in places("stop")]] = -10.0
    for kind, sign in (("singular", 1), ("plural", -1)):
        nouns = [1 + place for place in places(kind)]
        p.W_u[0, nouns], p.W_c[0, nouns] = 10.0, 3.0 * sign
    trace = lc.lstm_forward(p, x)
    filled = fill_verbs(words, trace.c[:, 0, 0]).replace(".", " .").split()
    return trace, filled


def describe(trace, words, language="en"):
    """The picture in words, with its numbers."""
    steps = [trace.step(t) for t in range(len(words))]
    told = "; ".join(
        f"{word}: f = {s['f'][0]:.2f}, u = {s['u'][0]:.2f}, c = {s['c'][0]:+.2f}"
        for word, s in zip(shown(words, language), steps, strict=True)
    )
    return f"{SAID[language]['alt']} {told}."


def shown(words, language):
    """The words of the sentence as the picture has them."""
    return [SAID[language].get("words", {}).get(word, word) for word in words]


def draw(language="en"):
    """The figure as HTML."""
    said = SAID[language]
    trace, words = run()
    read = shown(words, language)
    columns = [column(trace.step(t), t, word) for t, word in enumerate(read)]
    end = LEFT + WIDE * len(words)
    belt = f'<path d="M{LEFT - 6} {BELT}H{end}" stroke="{COLORS["cell"]}"'
    names = [text(4, y + 16, COLORS[role], said[role]) for y, role in ROWS.values()]
    names.append(text(4, BELT + 5, COLORS["cell"], said["cell"]))
    names.append(text(4, BELT - 14, COLORS["cell"], "singular"))
    names.append(text(4, BELT + 24, COLORS["cell"], "plural"))
    alt = escape(describe(trace, words, language), quote=True)
    return f"""<figure class="lc-opening">
<style>
{STYLE}</style>
<input type="checkbox" id="lc-again">
<label for="lc-again">{said["again"]}</label>
<svg viewBox="0 0 {end + 4} 240" role="img" aria-label="{alt}">
<g font-family="sans-serif" font-size="12">{"".join(names)}</g>
{belt} stroke-width="3"/>
{"".join(columns)}</svg>
<figcaption>{said["caption"]}</figcaption>
</figure>
"""


def column(step, t, word):
    """All that shows at one word; it appears when its turn has come."""
    x = LEFT + WIDE * t
    parts = [gate(x + 6, *ROWS[name], step[name][0]) for name in ROWS]
    c = float(step["c"][0])
    height = abs(c) * TALL
    box = f'x="{x + 8}" y="{BELT - height * (c > 0):.1f}" width="28"'
    color = COLORS["cell"]
    look = f'fill="{color}" fill-opacity="{0.8 if c > 0 else 0.25}" stroke="{color}"'
    parts.append(f'<rect {box} height="{height:.1f}" {look}/>')
    parts.append(text(x + 22, 118, color, f"{c:+.2f}", "middle"))
    parts.append(text(x + 22, 226, COLORS["ink"], word, "middle"))
    late = f'class="lc-late" style="animation-delay:{t * SECONDS:.1f}s"'
    return f'<g {late} font-family="sans-serif" font-size="12">{"".join(parts)}</g>\n'


def gate(x, y, role, opening):
    """A valve as a frame that is filled as far as it is open, with its number."""
    color, opening = COLORS[role], float(opening)
    box = f'<rect x="{x}" y="{y}" height="6" stroke="{color}" '
    frame = f'{box}width="32" fill="none"/>'
    full = f'{box}width="{32 * opening:.1f}" fill="{color}"/>'
    return frame + full + text(x + 16, y + 20, color, f"{opening:.2f}", "middle")


def text(x, y, color, content, anchor="start"):
    place = f'x="{x}" y="{y}" text-anchor="{anchor}" fill="{color}"'
    return f"<text {place}>{escape(content).replace('-', '−')}</text>"  # noqa: RUF001


if __name__ == "__main__":
    for language, file in PAGES.items():
        file.write_text(draw(language), encoding="utf-8")
