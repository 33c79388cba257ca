"""What the package is compared with, and the cases on which it is compared.

The scalar loops take one sequence and one number at a time, in Python floats; they use
nothing of the package. The rest draws cases and measures differences.
"""

import math
from dataclasses import dataclass, fields, replace

import numpy as np
from hypothesis import strategies as st

import lstm_core as lc

DTYPES = (np.float32, np.float64)
GRADIENTS = [("rnn", name) for name in ("W", "b", "x", "a0")]
GRADIENTS += [("lstm", name) for name in ("W", "b", "x", "a0", "c0")]
STEP_VALUES = ("f", "u", "o", "c_cand", "c", "a")


def scalar_rnn(W, b, x, a):
    """Hidden states of one sequence; ``x`` is (T, n_x), ``a`` the start (n_a,)."""
    W, b, x, a = (array.tolist() for array in (W, b, x, a))
    states = []
    for x_t in x:
        a = [math.tanh(z) for z in scalar_affine(W, b, a, x_t)]
        states.append(a)
    return states


def scalar_lstm(W, b, x, a, c):
    """All `STEP_VALUES` of one sequence, each a list of T lists of n_a floats.

    The rows of ``W`` are in the order forget, update, output, candidate.
    """
    W, b, x, a, c = (array.tolist() for array in (W, b, x, a, c))
    n = len(a)
    kept = {name: [] for name in STEP_VALUES}
    for x_t in x:
        z = scalar_affine(W, b, a, x_t)
        f = [scalar_sigmoid(v) for v in z[:n]]
        u = [scalar_sigmoid(v) for v in z[n : 2 * n]]
        o = [scalar_sigmoid(v) for v in z[2 * n : 3 * n]]
        c_cand = [math.tanh(v) for v in z[3 * n :]]
        c = [f[i] * c[i] + u[i] * c_cand[i] for i in range(n)]
        a = [o[i] * math.tanh(c[i]) for i in range(n)]
        for name, value in zip(STEP_VALUES, (f, u, o, c_cand, c, a), strict=True):
            kept[name].append(value)
    return kept


def scalar_affine(W, b, a_prev, x_t):
    """``W [a_prev, x_t] + b`` as a list."""
    inputs = [*a_prev, *x_t]
    return [
        sum(w * v for w, v in zip(row, inputs, strict=True)) + bias
        for row, bias in zip(W, b, strict=True)
    ]


def scalar_sigmoid(z):
    """Logistic function of one float."""
    e = math.exp(-abs(z))
    return (1 if z >= 0 else e) / (1 + e)


@dataclass(frozen=True)
class Case:
    """All that goes into a forward and a backward pass; no cell state for the RNN."""

    p: lc.RNNParams | lc.LSTMParams
    x: np.ndarray
    da: np.ndarray
    a0: np.ndarray
    c0: np.ndarray | None = None
    dc_last: np.ndarray | None = None

    @property
    def is_lstm(self):
        return isinstance(self.p, lc.LSTMParams)

    @property
    def arrays(self):
        """Every array of the case by name."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "p"}
        values |= {"W": self.p.W, "b": self.p.b}
        return {name: value for name, value in values.items() if value is not None}

    def map(self, change):
        """The same case with ``change`` applied to every array."""
        new = {name: change(value) for name, value in self.arrays.items()}
        return Case(type(self.p)(new.pop("W"), new.pop("b")), **new)

    def having(self, name, value):
        """The same case with another value of one array, also of ``W`` or ``b``."""
        if name in ("W", "b"):
            return replace(self, p=replace(self.p, **{name: value}))
        return replace(self, **{name: value})


def draw_case(cell, *, T=4, B=3, n_x=2, n_a=5, dtype=np.float64, seed=0):
    """Normal random numbers everywhere, weights scaled so that no gate saturates."""
    rng = np.random.default_rng(seed)

    def normal(*shape):
        return rng.standard_normal(shape).astype(dtype)

    make, rows = (lc.LSTMParams, 4 * n_a) if cell == "lstm" else (lc.RNNParams, n_a)
    scale = np.sqrt(n_a + n_x, dtype=dtype)
    p = make(normal(rows, n_a + n_x) / scale, normal(rows) / 2)
    x, da, a0 = normal(T, B, n_x), normal(T, B, n_a), normal(B, n_a)
    if cell == "rnn":
        return Case(p, x, da, a0)
    return Case(p, x, da, a0, c0=normal(B, n_a), dc_last=normal(B, n_a))


def cases(cell=None, dtype=None):
    """Hypothesis strategy: cases of all small shapes, cells and dtypes."""
    sizes = {name: st.integers(1, 5) for name in ("T", "B", "n_x", "n_a")}
    return st.builds(
        draw_case,
        st.sampled_from(("rnn", "lstm")) if cell is None else st.just(cell),
        dtype=st.sampled_from(DTYPES) if dtype is None else st.just(dtype),
        seed=st.integers(0, 2**32 - 1),
        **sizes,
    )


def values_of(trace):
    """All that a trace keeps of each step, by name."""
    names = STEP_VALUES if isinstance(trace, lc.Trace) else ("a",)
    return {name: getattr(trace, name) for name in names}


def forward(case):
    """Trace of a case."""
    if case.is_lstm:
        return lc.lstm_forward(case.p, case.x, case.a0, case.c0)
    return lc.rnn_forward(case.p, case.x, case.a0)


def backward(case, trace=None):
    """Gradients of a case as a dictionary, without those that its cell lacks."""
    trace = forward(case) if trace is None else trace
    if case.is_lstm:
        gradients = lc.lstm_backward(case.p, trace, case.da, case.dc_last)
    else:
        gradients = lc.rnn_backward(case.p, trace, case.da)
    values = {field.name: getattr(gradients, field.name) for field in fields(gradients)}
    return {name: value for name, value in values.items() if value is not None}


def run_in_two_parts(case, cut):
    """Values and gradients of a case run as two sequences that carry the state."""
    last = forward(case.having("x", case.x[:cut]))
    second = case.having("x", case.x[cut:]).having("da", case.da[cut:])
    second = second.having("a0", last.a[-1])
    if case.is_lstm:
        second = second.having("c0", last.c[-1])
    later = backward(second)
    da = case.da[:cut].copy()
    da[-1] += later["a0"]
    first = case.having("x", case.x[:cut]).having("da", da)
    if case.is_lstm:
        first = first.having("dc_last", later["c0"])
    gradients = backward(first)
    gradients |= {name: gradients[name] + later[name] for name in ("W", "b")}
    gradients["x"] = np.concatenate([gradients["x"], later["x"]])
    parts = values_of(last), values_of(forward(second))
    values = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return values, gradients


def numerical_gradient(f, array, step=1e-3):
    """Gradient of the number ``f(array)`` by central differences of fourth order."""
    gradient = np.empty_like(array)
    for i in np.ndindex(array.shape):

        def moved(distance, i=i):
            changed = array.copy()
            changed[i] += distance
            return f(changed)

        near, far = (moved(h) - moved(-h) for h in (step, 2 * step))
        gradient[i] = (8 * near - far) / (12 * step)
    return gradient


def relative_error(got, want):
    """Largest relative difference of two arrays, number by number."""
    return np.max(np.abs(got - want) / (np.abs(got) + np.abs(want)))


def assert_close(got, want, *, tolerance=None):
    """Compare dictionaries of arrays; by default 1e-12, in float32 1e-4."""
    assert got.keys() == want.keys()
    for name in want:
        assert got[name].dtype == want[name].dtype, name
        limit = tolerance or (1e-12 if want[name].dtype == np.float64 else 1e-4)
        np.testing.assert_allclose(
            got[name], want[name], rtol=limit, atol=limit, err_msg=name
        )


def assert_same(got, want):
    """Compare dictionaries of arrays, bit for bit."""
    assert got.keys() == want.keys()
    for name in want:
        np.testing.assert_array_equal(got[name], want[name], err_msg=name, strict=True)
