"""What the package is compared with, and the cases on which it is compared.

The scalar loops take one sequence and one number at a time, in Python floats; they use
nothing of the package. The rest draws cases and measures differences.
"""

import math
from dataclasses import dataclass, fields, replace

import numpy as np
from hypothesis import strategies as st

from lstm_core.cells import sequence
from lstm_core.cells.parts import CellParams
from lstm_core.cells.registry import all_cells, arrays_of, cell_named, cell_of

DTYPES = (np.float32, np.float64)
CELLS = [cell.name for cell in all_cells()]
GRADIENTS = [
    (cell.name, name)
    for cell in all_cells()
    for name in (*cell.arrays, "x", *(f"{state}0" for state in cell.states))
]
STEP_VALUES = ("f", "u", "o", "c_cand", "c", "a")


def scalar_rnn(W, b, x, a):
    """``a`` of one sequence; ``x`` is (T, n_x), ``a`` the start (n_a,)."""
    W, b, x, a = (array.tolist() for array in (W, b, x, a))
    states = []
    for x_t in x:
        a = [math.tanh(z) for z in scalar_affine(W, b, a, x_t)]
        states.append(a)
    return {"a": states}


def scalar_lstm(W, b, x, a, c):
    """All `STEP_VALUES` of one sequence, each a list of T lists of n_a floats.

    The rows of ``W`` are in the order forget, update, output, candidate.
    """
    return scalar_peephole(W, b, np.zeros(3 * len(a)), x, a, c)


def scalar_peephole(W, b, P, x, a, c):
    """As `scalar_lstm`, with peepholes: ``P`` in the order forget, update, output."""
    W, b, P, x, a, c = (array.tolist() for array in (W, b, P, x, a, c))
    n = len(a)
    kept = {name: [] for name in STEP_VALUES}
    for x_t in x:
        z = scalar_affine(W, b, a, x_t)
        f = [scalar_sigmoid(z[i] + P[i] * c[i]) for i in range(n)]
        u = [scalar_sigmoid(z[n + i] + P[n + i] * c[i]) for i in range(n)]
        c_cand = [math.tanh(v) for v in z[3 * n :]]
        c = [f[i] * c[i] + u[i] * c_cand[i] for i in range(n)]
        o = [scalar_sigmoid(z[2 * n + i] + P[2 * n + i] * c[i]) for i in range(n)]
        a = [o[i] * math.tanh(c[i]) for i in range(n)]
        for name, value in zip(STEP_VALUES, (f, u, o, c_cand, c, a), strict=True):
            kept[name].append(value)
    return kept


def scalar_lstm1997(W, b, x, a, c):
    """``u, o, c_cand, c, a`` of one sequence; the rows are update, output, candidate.

    A forget gate whose bias is huge stays at 1, to the last digit.
    """
    n = len(a)
    W = np.vstack([np.zeros((n, W.shape[1])), W[:n], W[n:]])
    kept = scalar_lstm(W, np.concatenate([np.full(n, 99.0), b]), x, a, c)
    del kept["f"]
    return kept


def scalar_slstm(W, b, x, a, c, n):
    """The values of one sequence by the formulas of the paper, which may overflow.

    They have another cell state and a normaliser, ``C = c exp(n)`` and ``N = exp(n)``.
    """
    W, b, x, a, c, n = (array.tolist() for array in (W, b, x, a, c, n))
    size = len(a)
    N = [math.exp(v) for v in n]
    C = [c[i] * N[i] for i in range(size)]
    kept = {name: [] for name in ("f", "u", "o", "c_cand", "n", "c", "a")}
    for x_t in x:
        z = scalar_affine(W, b, a, x_t)
        f = [scalar_sigmoid(v) for v in z[:size]]
        let_in = [math.exp(v) for v in z[size : 2 * size]]
        o = [scalar_sigmoid(v) for v in z[2 * size : 3 * size]]
        c_cand = [math.tanh(v) for v in z[3 * size :]]
        C = [f[i] * C[i] + let_in[i] * c_cand[i] for i in range(size)]
        N = [f[i] * N[i] + let_in[i] for i in range(size)]
        u, c = ([v[i] / N[i] for i in range(size)] for v in (let_in, C))
        a = [o[i] * c[i] for i in range(size)]
        n = [math.log(v) for v in N]
        for name, value in zip(kept, (f, u, o, c_cand, n, c, a), strict=True):
            kept[name].append(value)
    return kept


def scalar_gru(W, b, b_a, x, a):
    """``r, u, a_cand, a`` of one sequence; the rows of ``W`` are in that order."""
    W, b, b_a, x, a = (array.tolist() for array in (W, b, b_a, x, a))
    n = len(a)
    kept = {name: [] for name in ("r", "u", "a_cand", "a")}
    for x_t in x:
        z = scalar_affine(W[: 2 * n], b, a, x_t)
        r, u = ([scalar_sigmoid(v) for v in part] for part in (z[:n], z[n:]))
        by_x = scalar_affine([row[n:] for row in W[2 * n :]], b[2 * n :], [], x_t)
        by_a = scalar_affine([row[:n] for row in W[2 * n :]], b_a, a, [])
        a_cand = [math.tanh(by_x[i] + r[i] * by_a[i]) for i in range(n)]
        a = [u[i] * a[i] + (1 - u[i]) * a_cand[i] for i in range(n)]
        for name, value in zip(kept, (r, u, a_cand, a), strict=True):
            kept[name].append(value)
    return kept


def scalar_mingru(W, b, x, a):
    """``u, a_cand, a`` of one sequence; the rows of ``W`` are in that order."""
    W, b, x, a = (array.tolist() for array in (W, b, x, a))
    n = len(a)
    kept = {name: [] for name in ("u", "a_cand", "a")}
    for x_t in x:
        z = scalar_affine(W, b, [], x_t)
        u, a_cand = [scalar_sigmoid(v) for v in z[:n]], z[n:]
        a = [u[i] * a[i] + (1 - u[i]) * a_cand[i] for i in range(n)]
        for name, value in zip(kept, (u, a_cand, a), strict=True):
            kept[name].append(value)
    return kept


def scalar_affine(W, b, a_prev, x_t):
    """``W [a_prev, x_t] + b`` as a list."""
    inputs = [*a_prev, *x_t]
    return [
        sum(w * v for w, v in zip(row, inputs, strict=True)) + bias
        for row, bias in zip(W, b, strict=False)
    ]


def scalar_sigmoid(z):
    """Logistic function of one float."""
    e = math.exp(-abs(z))
    return (1 if z >= 0 else e) / (1 + e)


SCALAR = {
    "rnn": scalar_rnn,
    "lstm": scalar_lstm,
    "gru": scalar_gru,
    "peephole": scalar_peephole,
    "lstm1997": scalar_lstm1997,
    "mingru": scalar_mingru,
    "slstm": scalar_slstm,
}
"""What every cell is compared with; a new cell brings its own."""

ROWS = {
    "rnn": {},
    "lstm": {"W": "fuoc", "b": "fuoc"},
    "gru": {"W": "ruc", "b": "ruc"},
    "peephole": {"W": "fuoc", "b": "fuoc", "P": "fuo"},
    "lstm1997": {"W": "uoc", "b": "uoc"},
    "mingru": {"W": "uc", "b": "uc"},
    "slstm": {"W": "fuoc", "b": "fuoc"},
}
"""The blocks of rows, in their order, of each array that has views of them: ``W_f``."""


def peephole_terms(case, values):
    """What the cell state adds to the gates of an LSTM with peepholes."""
    P_f, P_u, P_o = np.split(case.p.P, 3)
    before = {"peep_f": P_f * values["c_prev"], "peep_u": P_u * values["c_prev"]}
    return before | {"peep_o": P_o * values["c"]}


ALSO_IN_A_STEP = {"peephole": peephole_terms}
"""What a step of a trace has besides inputs, states and gates, if it has more."""


def scalar_values(case, b):
    """All values of one sequence of a case, by its scalar loop."""
    loop = SCALAR[case.cell.name]
    start = [state[b] for state in case.start]
    return loop(*arrays_of(case.p).values(), case.x[:, b], *start)


@dataclass(frozen=True)
class Case:
    """All that goes into a forward and a backward pass of any cell."""

    p: CellParams
    x: np.ndarray
    da: np.ndarray
    a0: np.ndarray
    c0: np.ndarray | None = None
    dc_last: np.ndarray | None = None
    n0: np.ndarray | None = None
    dn_last: np.ndarray | None = None

    @property
    def cell(self):
        """The record of the cell."""
        return cell_of(self.p)

    @property
    def start(self):
        """The states before the first step."""
        return [getattr(self, f"{name}0") for name in self.cell.states]

    @property
    def d_last(self):
        """Gradients of the last states, but for the hidden one."""
        return [getattr(self, f"d{name}_last") for name in self.cell.states[1:]]

    @property
    def arrays(self):
        """Every array of the case by name."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "p"}
        values |= arrays_of(self.p)
        return {name: value for name, value in values.items() if value is not None}

    def map(self, change):
        """The same case with ``change`` applied to every array."""
        new = {name: change(value) for name, value in self.arrays.items()}
        p = type(self.p)(**{name: new.pop(name) for name in self.cell.arrays})
        return Case(p, **new)

    def having(self, name, value):
        """The same case with another value of one array, also of the parameters."""
        if name in self.cell.arrays:
            return replace(self, p=replace(self.p, **{name: value}))
        return replace(self, **{name: value})


def draw_case(cell, *, T=4, B=3, n_x=2, n_a=5, dtype=np.float64, seed=0):
    """Normal random numbers everywhere, weights scaled so that no gate saturates."""
    rng = np.random.default_rng(seed)

    def normal(*shape):
        return rng.standard_normal(shape).astype(dtype)

    record = cell_named(cell)
    fresh = record.init(n_x, n_a, rng=np.random.default_rng(0), dtype=dtype)
    scale = {"W": np.sqrt(n_a + n_x, dtype=dtype)}
    shapes = {name: value.shape for name, value in arrays_of(fresh).items()}
    p = type(fresh)(**{k: normal(*s) / scale.get(k, 2) for k, s in shapes.items()})
    x, da, a0 = normal(T, B, n_x), normal(T, B, n_a), normal(B, n_a)
    names = [name for s in record.states[1:] for name in (f"{s}0", f"d{s}_last")]
    return Case(p, x, da, a0, **{name: normal(B, n_a) for name in names})


def cases(cell=None, dtype=None):
    """Hypothesis strategy: cases of all small shapes, cells and dtypes."""
    sizes = {name: st.integers(1, 5) for name in ("T", "B", "n_x", "n_a")}
    return st.builds(
        draw_case,
        st.sampled_from(CELLS) if cell is None else st.just(cell),
        dtype=st.sampled_from(DTYPES) if dtype is None else st.just(dtype),
        seed=st.integers(0, 2**32 - 1),
        **sizes,
    )


def values_of(trace):
    """All that a trace keeps of each step, by name."""
    cell = next(cell for cell in all_cells() if type(trace) is cell.trace)
    return {name: getattr(trace, name) for name in (*cell.gates, *cell.states)}


def forward(case):
    """Trace of a case."""
    return sequence.forward(case.p, case.x, *case.start)


def backward(case, trace=None):
    """Gradients of a case as a dictionary, without those that its cell lacks."""
    trace = forward(case) if trace is None else trace
    return named(sequence.backward(case.p, trace, case.da, *case.d_last))


def named(gradients):
    """Gradients as a dictionary, without those that the cell lacks."""
    values = {field.name: getattr(gradients, field.name) for field in fields(gradients)}
    return {name: value for name, value in values.items() if value is not None}


def run_in_two_parts(case, cut):
    """Values and gradients of a case run as two sequences that carry the state."""
    last = forward(case.having("x", case.x[:cut]))
    second = case.having("x", case.x[cut:]).having("da", case.da[cut:])
    for name in case.cell.states:
        second = second.having(f"{name}0", getattr(last, name)[-1])
    later = backward(second)
    da = case.da[:cut].copy()
    da[-1] += later["a0"]
    first = case.having("x", case.x[:cut]).having("da", da)
    for name in case.cell.states[1:]:
        first = first.having(f"d{name}_last", later[f"{name}0"])
    gradients = backward(first)
    gradients |= {k: gradients[k] + later[k] for k in case.cell.arrays}
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
