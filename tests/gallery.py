"""Every picture of the package, drawn from small numbers: to try other words on."""

import re
from functools import partial

import numpy as np
from drawings import by_length, influence, loss, scalar_map, small_rnn_trace, sweep

import lstm_core as lc
from lstm_core import plots
from lstm_core.tasks.agreement_data import ROLES

OWN = {"LSTM", "RNN", "both", "chance", "good", "sound", "box", "stop"}
OWN |= {"mine", "measured", "exact", "generated", "letters", "perfect"}
OWN |= {"bits", "per", "letter", "GRU"}
"""Words that the pictures below are given; all others are the package's own."""

NAMES = ("LSTM", "RNN", "both", "chance", "measured", "exact", "generated", "letters")
NAMES += ("perfect", "bits per letter")
"""Those that name curves, groups, scores and lines, as a chapter does."""

STEPS = np.arange(1, 21)
RUNS = {"LSTM": 0.9**STEPS * np.ones((3, 1)), "RNN": np.ones((3, 1)) * 0.5**STEPS}
SCORES = {"LSTM": np.ones((2, 3)), "RNN": np.full((2, 3), 0.4)}
WORDS = ("good", "sound", "box", "stop", "mine")
MANY = np.linspace(-1, 1, 250).reshape(5, 50)
SIZES = np.array([[0.5, 0.2, 0.4, 0.3, 0.1], [0.1, 0.3, 0.4, 0.2, 0.2]])
LOSS = np.array([1.1, 1.0, 0.8, 0.5])
ONES = np.array([0, 1, 2, 3, 3, 4, 5, 6, 7])
GRADIENTS = ("dc_next", "dc", "da", "dtanh_c", "do", "df", "du", "dc_cand", "dx")
COST = [
    {"T": n, "B": n, "n_a": n, "ms": {"lstm_core": n, "torch": 3 * n, "products": m}}
    for n, m in ((8, 4), (16, 12), (32, 30))
]
SPEED = [
    {"dtype": dtype, "T": 50, "B": 1, "n_a": n, "ratio": {"torch": ratio}}
    for dtype, ratio in (("float64", 3.0), ("float32", 0.6))
    for n in (64, 128)
]


def lstm_trace():
    """A run of an LSTM of two units over three inputs."""
    rng = np.random.default_rng(0)
    return lc.lstm_forward(lc.init_lstm(2, 2, rng=rng), rng.standard_normal((3, 1, 2)))


def gru_trace():
    """The same of a GRU."""
    rng = np.random.default_rng(0)
    return lc.gru_forward(lc.init_gru(2, 2, rng=rng), rng.standard_normal((3, 1, 2)))


def peephole_trace():
    """The same of an LSTM with peepholes, all of them one half."""
    rng = np.random.default_rng(0)
    p = lc.init_peephole(2, 2, rng=rng)
    p.P[:] = 0.5
    return lc.peephole_forward(p, rng.standard_normal((3, 1, 2)))


def lstm1997_trace():
    """The same of an LSTM of 1997."""
    rng = np.random.default_rng(0)
    p = lc.init_lstm1997(2, 2, rng=rng)
    return lc.lstm1997_forward(p, rng.standard_normal((3, 1, 2)))


def mingru_trace():
    """The same of a minGRU."""
    rng = np.random.default_rng(0)
    p = lc.init_mingru(2, 2, rng=rng)
    return lc.mingru_forward(p, rng.standard_normal((3, 1, 2)))


def slstm_trace():
    """The same of an sLSTM."""
    rng = np.random.default_rng(0)
    p = lc.init_slstm(2, 2, rng=rng)
    return lc.slstm_forward(p, rng.standard_normal((3, 1, 2)))


def rnn_step():
    """A step of a basic cell, with its prediction."""
    return small_rnn_trace().step(0) | {"y": np.array([0.25, 0.75])}


def draw_gradients(highlight=None):
    names = (*GRADIENTS, "dc_prev", "da_prev")
    grads = {name: np.array([k, -k]) / 4 for k, name in enumerate(names)}
    return plots.draw_backward(None, lstm_trace().step(0), grads, highlight)


def place():
    axes = {"score": "bits saved", "axis": "position"}
    return plots.plot_by_length(None, (1, 2, 3), SCORES, **axes)


def by_peak(axis):
    """A score that is largest between its ends."""
    scores = {"LSTM": np.array([[0.1, 0.4, 0.2], [0.2, 0.5, 0.1]])}
    return plots.plot_by_length(None, (1, 2, 3), scores, axis=axis)


def left():
    parts = {name: runs[0, :3] for name, runs in RUNS.items()}
    return plots.plot_left(None, "134", parts, parts)


def advantage():
    runs = {name: (runs[:2], 1 + runs) for name, runs in RUNS.items()}
    return plots.plot_advantage(None, runs)


def family():
    """Three cells, of which one was not tried everywhere."""
    runs = {"basic": np.full((2, 4), 0.5), "GRU": np.ones((3, 4))}
    along = {"Reber stream": runs | {"1997": np.ones((2, 4))}, "recall in noise": runs}
    reach = {"GRU": np.array([9, 11, 12]), "1997": np.array([0, 200])}
    chance = dict.fromkeys(along, 0.25)
    return plots.plot_family(None, along, chance, reach, trained=10, asked=200)


def by_lag(axis, score):
    level = ("chance", 0.25)
    return plots.plot_by_lag(None, (10, 100), SCORES, level, score, axis)


def held():
    runs = RUNS["LSTM"][:2].T
    return plots.plot_held(None, runs, runs / 2, (0.8, 0.3))


def sigmoid():
    z = np.linspace(-6, 6, 25)
    return plots.plot_sigmoid(None, z, lc.sigmoid(z), marks=[-1, 4])


def tanh():
    z = np.linspace(-4, 4, 33)
    return plots.plot_tanh(None, z, np.tanh(z), marks=[-1, 3])


def half_life():
    f = lc.sigmoid(np.linspace(-3, 7, 25))
    return plots.plot_half_life(None, f, lc.half_life(f), {0.5: 1.0, 0.9: 6.6})


def hidden_memory():
    p = lc.init_lstm(1, 1, rng=np.random.default_rng(0))
    p.b_o[:], p.b_u[:] = 9, -9
    return plots.plot_hidden_memory(None, lc.lstm_forward(p, np.zeros((4, 1, 1))))


def painted():
    measures = dict.fromkeys(("update", "change", "removal", "mine"), SIZES[0])
    return plots.plot_words(None, WORDS, measures)


def saturation():
    gates = {name: np.abs(MANY).T[None] ** k for k, name in enumerate("fuo", 1)}
    return plots.plot_saturation(None, gates)


def roles(gates):
    group = dict.fromkeys(gates, np.linspace(0, 1, 2 * len(ROLES)).reshape(2, -1))
    groups = {"noise, long": group, "clean, short": group}
    return plots.plot_gates_by_role(None, ROLES, groups)


def reading(f, u, o):
    """A map of a unit whose gates are open (1) or closed (0) at each of four words."""
    gates = np.stack([f, u, o, [0.5] * 4], axis=1)[:, None]
    states, tanh_c = np.linspace(0, 1, 5)[:, None, None], np.zeros((4, 1, 1))
    trace = lc.Trace(np.zeros((4, 1, 1)), gates, states, states, tanh_c)
    return plots.plot_gates(None, trace, WORDS[:4])


def spread(scale):
    runs = RUNS | {"both": abs(STEPS - 9.5) * np.ones((2, 1))}
    runs |= {"mine": np.ones((1, len(STEPS)))}
    axes = {"x": "steps back", "y": "size of the gradient", "scale": scale}
    return plots.plot_spread(None, STEPS, runs, **axes)


def settings():
    runs = dict.fromkeys(("keep", "overwrite", "add up", "clear"), lstm_trace())
    return plots.plot_gate_settings(None, runs)


def weights():
    p = lc.init_lstm(2, 3, rng=np.random.default_rng(0))
    return plots.plot_weight_blocks(None, p)


PICTURES = {
    "draw_cell": lambda: plots.draw_cell(None, lstm_trace().step(0)),
    "draw_cell, legend": lambda: plots.draw_cell(
        None, lstm_trace().step(0), legend=True
    ),
    "draw_nested": lambda: plots.draw_nested(None),
    "draw_backward": draw_gradients,
    "draw_unrolled": lambda: plots.draw_unrolled(None, small_rnn_trace()),
    "plot_influence": influence,
    "plot_influence_sweep": sweep,
    "plot_scalar_map": scalar_map,
    "plot_loss": loss,
    "plot_by_length": by_length,
    "plot_by_length, place": place,
    "plot_left": left,
    "plot_advantage": advantage,
    "plot_fading": lambda: plots.plot_fading(None, STEPS, RUNS),
    "plot_family": family,
    "plot_by_lag": lambda: by_lag("lag", "accuracy"),
    "plot_by_lag, items": lambda: by_lag("items", "error"),
    "plot_kept": lambda: plots.plot_kept(None, WORDS, SIZES, SIZES / 2, {"good"}),
    "plot_held": held,
    "plot_sigmoid": sigmoid,
    "plot_tanh": tanh,
    "plot_half_life": half_life,
    "plot_gates": lambda: plots.plot_gates(None, lstm_trace(), WORDS[:3]),
    "plot_counting": lambda: plots.plot_counting(None, ONES, ONES, np.tanh(ONES)),
    "plot_hidden_memory": hidden_memory,
    "plot_words": painted,
    "plot_units": lambda: plots.plot_units(None, RUNS["LSTM"].T, [2, 0], range(20)),
    "plot_units, as numbered": lambda: plots.plot_units(None, RUNS["RNN"].T),
    "plot_units, sorted": lambda: plots.plot_units(None, MANY, range(49, -1, -1)),
    "plot_text": lambda: plots.plot_text(None, WORDS, SIZES[0] - 0.3),
    "plot_saturation": saturation,
    "plot_gates_by_role": lambda: roles("fu"),
    "plot_parity": lambda: plots.plot_parity(None, {"LSTM": LOSS, "RNN": LOSS}),
    "plot_cost": lambda: plots.plot_cost(None, COST, "B"),
    "plot_products": lambda: plots.plot_products(None, COST),
    "plot_backends": lambda: plots.plot_backends(None, SPEED),
    "plot_spread": lambda: spread("log"),
    "plot_update": lambda: plots.plot_update(None, lstm_trace().step(1)),
    "plot_gate_settings": settings,
    "plot_weight_blocks": weights,
}
"""Name of a drawing function, and what is special in the picture, to its drawing."""

VARIANTS = (
    *(partial(draw_gradients, way) for way in ("belt", "gates", "ways")),
    *(partial(plots.plot_cost, None, COST, size) for size in ("T", "n_a")),
    *(partial(spread, scale) for scale in ("linear", "log y")),
    lambda: plots.draw_cell(None, gru_trace().step(0), legend=True),
    partial(by_lag, "length", "error"),
    partial(roles, "uo"),
    partial(reading, [1, 1, 1, 0], [0, 1, 0, 0], [1, 1, 1, 1]),
    partial(reading, [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 1, 0]),
    partial(by_peak, "length"),
    partial(by_peak, "position"),
    partial(plots.plot_loss, None, LOSS),
)
"""Drawings of the same pictures with other words in them."""


def descriptions():
    """Texts beside the figures: of all parts of all cells, and of a row of steps."""
    traces = lstm_trace(), gru_trace(), peephole_trace()
    traces += lstm1997_trace(), mingru_trace()
    for step in (rnn_step(), *(trace.step(0) for trace in traces)):
        for part in (None, *plots.cell_diagram(step).parts):
            yield plots.describe_cell(step, part)
    rows = [plots.unrolled_steps(small_rnn_trace(), y=np.full(4, 0.25))]
    rows += [plots.unrolled_steps(trace) for trace in (*traces, slstm_trace())]
    rows += [plots.unrolled_steps(traces[0], words=["1", "2", "3"])]
    for row in rows:
        html = re.sub("<style>.*</style>", "", row._repr_html_(), flags=re.DOTALL)
        yield from re.findall(r'(?<=alt=")[^"]*|(?<=label=")[^"]*|(?<=>)[^<]+', html)
