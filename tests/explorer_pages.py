"""Explorers on a page that is opened as a file, and how a test reads them."""

import numpy as np

import lstm_core as lc
from lstm_core import agreement

MINUS = "\N{MINUS SIGN}"
WORDS = ["The", "case", "broke", "<b>", "again"]
UNIT = 1
TEXT = "The dogs often sleep(s). The cat near the horses sing(s)."
UNIT_NAMES = ["number", "near"]
KINDS = (
    "valve",
    "half_life",
    "cell",
    "belt",
    "sentence",
    "start",
    "unrolled",
    "reader",
    "output",
    "gain",
    "backward",
    "earlier",
    "advantage",
    "train",
)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Explorers</title>
<main>{}</main>"""


def make_trace():
    """An LSTM over `WORDS`, with numbers of both signs."""
    rng = np.random.default_rng(3)
    p = lc.init_lstm(n_x=2, n_a=3, rng=rng)
    return lc.lstm_forward(p, 2 * rng.standard_normal((len(WORDS), 1, 2)))


def make_sentences():
    """Two traces of one LSTM, of different lengths, and the words of each."""
    rng = np.random.default_rng(4)
    p = lc.init_lstm(n_x=2, n_a=3, rng=rng)
    sentences = [WORDS, WORDS[:3]]
    inputs = [2 * rng.standard_normal((len(words), 1, 2)) for words in sentences]
    return [lc.lstm_forward(p, x) for x in inputs], sentences


def make_basic():
    """A basic network, its readout, and ten inputs of two sequences."""
    rng = np.random.default_rng(5)
    p = lc.init_rnn(n_x=2, n_a=3, rng=rng)
    out = lc.init_readout(n_a=3, n_y=4, rng=rng)
    return p, out, rng.standard_normal((10, 2, 2))


def make_reader_cell():
    """Two units set by hand: one holds the number of a noun, one waits after "near"."""
    n_words = len(agreement.VOCABULARY)
    p = lc.LSTMParams(W=np.zeros((8, 2 + n_words)), b=np.zeros(8))
    places = {kind: [2 + i for i in agreement.places(kind)] for kind in agreement.KINDS}
    nouns = places["singular"] + places["plural"]
    p.b_f[:], p.b_u[:], p.b_o[:] = 6, -6, (-6, 6)
    p.W_f[:, places["stop"]] = -12
    p.W_u[0, nouns], p.W_u[0, 1] = 12, -16
    p.W_c[0, places["singular"]], p.W_c[0, places["plural"]] = 6, -6
    p.W_o[0, places["verb"]] = 12
    p.W_f[1, nouns], p.W_u[1, places["near"]], p.W_c[1, places["near"]] = -12, 12, 6
    return p


def make_way_back():
    """An LSTM of one unit over three steps, and what a loss says about each step."""
    rng = np.random.default_rng(6)
    p = lc.init_lstm(n_x=1, n_a=1, rng=rng)
    p.b[:] = rng.standard_normal(4)
    start = rng.standard_normal((2, 1, 1))
    trace = lc.lstm_forward(p, rng.standard_normal((3, 1, 1)), *start)
    return p, trace, rng.standard_normal((3, 1, 1))


GAINS = [0.5, 1.0, 2.0]


def make_stretches():
    """Three networks that fade, stay and grow, over 40 steps."""
    steps = np.arange(1, 41)
    factors = np.array([[0.5, 0.4, 0.6], [0.99, 0.95, 1.02], [1.5, 1.3, 1.6]])
    return factors[..., None] ** steps


def make_effects():
    """Two networks: what each answers at each of `WORDS`, and what moves it."""
    s, t = np.indices((len(WORDS), len(WORDS)))
    basic, lstm = 0.4 ** (t - s), np.where(s == 1, 0.9, 0.05)
    effects = {"basic": np.where(s > t, 0, basic), "LSTM": np.where(s > t, 0, lstm)}
    stars = {"basic": np.linspace(3, 2, len(WORDS)), "LSTM": np.full(len(WORDS), 4.5)}
    return stars, effects


def make_measured():
    """Three settings each of a basic network and of an LSTM, over 40 steps."""
    t, spread = np.arange(41), np.array([[0.9], [1.0], [1.2]])
    sides = []
    for settings, rates, sizes in (
        ((0.5, 1.0, 2.0), (0.5, 0.9, 1.3), (0.8, 0.8, 0.8)),
        ((0.0, 1.0, 5.0), (0.6, 0.95, 1.02), (0.7, 4.0, 17.0)),
    ):
        side = {}
        for setting, rate, size in zip(settings, rates, sizes, strict=True):
            wave = size * np.sin(t / 5)
            states = np.array([wave, wave * (1 - min(rate, 1.0) ** t)])
            gradients = 3 * (spread**0.1 * rate) ** t
            side[setting] = states, rate**40 * spread[:, 0], gradients
        sides.append(side)
    return sides


def make_explorers():
    """One explorer of each kind."""
    from lstm_core import widgets  # needs anywidget, which not all readers of pages do

    return {
        "valve": widgets.ValveExplorer(),
        "half_life": widgets.HalfLifeExplorer(),
        "cell": widgets.CellExplorer(),
        "belt": widgets.BeltAnimation(make_trace(), WORDS, unit=UNIT),
        "sentence": widgets.SentenceExplorer(*make_sentences(), unit=UNIT),
        "start": widgets.StartExplorer(*make_basic(), answer=2),
        "unrolled": widgets.UnrolledExplorer(make_trace(), WORDS, unit=UNIT),
        "reader": widgets.ReaderExplorer(make_reader_cell(), TEXT, UNIT_NAMES),
        "output": widgets.OutputExplorer(),
        "gain": widgets.GainExplorer(GAINS, make_stretches()),
        "backward": widgets.BackwardExplorer(*make_way_back()),
        "earlier": widgets.EarlierExplorer(WORDS, *make_effects()),
        "advantage": widgets.AdvantageExplorer(*make_measured()),
        "train": widgets.TrainExplorer(),
    }


def html_of(explorer):
    return explorer._repr_mimebundle_()[0]["text/html"]


def write_page(folder, explorers):
    file = folder / "page.html"
    file.write_text(PAGE.format("".join(map(html_of, explorers))), encoding="utf-8")
    return file


def watch(page):
    """A list that fills with every error, message and request of the page."""
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text))

    def asked(request):
        if not request.url.startswith("blob:"):  # what a page has made itself
            troubles.append(request.url)

    page.on("request", asked)
    return troubles


def read(page, kind, name):
    """A number as the sentence below the picture, or else the slider, shows it."""
    return page.locator(f".lc-{kind} [data-number={name}]").first.inner_text()


def press(part, name):
    """Press the button of this name, in a part of the page, with the keyboard."""
    part.get_by_role("button", name=name, exact=True).press("Enter")


def as_number(text):
    return float(text.replace(MINUS, "-"))


def picture(page, kind):
    return page.locator(f".lc-{kind} svg").inner_html()


def texts(page, kind):
    """All texts of the picture, in the order in which they are drawn."""
    found = page.locator(f".lc-{kind} svg text").all()
    return [element.text_content().strip() for element in found]


def boxes(page, kind, selector="rect"):
    """The attributes of all elements that fit, as one dictionary each."""
    code = """elements => elements.map(e => Object.fromEntries(
        [...e.attributes].map(a => [a.name, isNaN(a.value) ? a.value : +a.value])))"""
    return page.locator(f".lc-{kind} svg").locator(selector).evaluate_all(code)


def points(element):
    """The corners of a polygon or polyline, shape (n, 2)."""
    pairs = [pair.split(",") for pair in element["points"].split()]
    return np.array(pairs, dtype=float)


def throats(page, kind, upright):
    """Colour of each valve to how far it is open, from 0 to 1."""
    found = {}
    for valve in boxes(page, kind, "polygon[stroke-linejoin=round]"):
        x, y = (points(valve) - points(valve).mean(axis=0)).T
        across = x if valve["stroke"] in upright else y
        found[valve["stroke"]] = np.ptp(across[[1, 4]]) / np.ptp(across)
    return found
