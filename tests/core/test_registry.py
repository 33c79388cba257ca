"""The records of the cells: what is known, what is refused, what a new cell takes."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

import lstm_core as lc
from lstm_core import plots
from lstm_core.cells import initial, loop, registry, sequence
from lstm_core.cells.parts import CellParams, check_step
from lstm_core.cells.registry import Cell, all_cells, cell_named, cell_of, register


@dataclass(frozen=True, eq=False)
class LeakyParams(CellParams):
    """Weights of a leaky basic cell, ``a_t = (a_{t-1} + tanh(W [...] + b)) / 2``."""

    W: np.ndarray
    b: np.ndarray


@dataclass(frozen=True, eq=False)
class LeakyTrace(lc.RNNTrace):
    """Hidden states and candidates."""

    newest: np.ndarray = None

    def step(self, t, b=0):
        return super().step(t, b) | {"newest": self.newest[t, b]}


def init_leaky(n_x, n_a, *, rng, dtype=np.float64):
    return LeakyParams(*initial.draw_blocks(n_x, n_a, 1, rng=rng, gain=1, dtype=dtype))


def leaky_step(p, x_t, a_prev):
    check_step(p, LeakyParams, x_t, a_prev=a_prev)
    newest = np.tanh(np.hstack([a_prev, x_t]) @ p.W.T + p.b)
    return (a_prev + newest) / 2, {"newest": newest}


def leaky_step_backward(p, x_t, a_prev, gates, da):
    dz = da / 2 * (1 - gates["newest"] ** 2)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dz.T @ np.hstack([a_prev, x_t]), dz.sum(axis=0), dx, da / 2 + da_prev


LEAKY = Cell(
    name="leaky",
    params=LeakyParams,
    trace=LeakyTrace,
    states=("a",),
    gates=("newest",),
    candidate=("W", "b"),
    init=init_leaky,
    step=leaky_step,
    step_backward=leaky_step_backward,
    needs=("gates",),
    keep=lambda p, x, s, gates: LeakyTrace(x, s["a"], newest=gates["newest"]),
    run=loop.run,
    run_backward=loop.run_backward,
)


@pytest.fixture
def leaky(monkeypatch):
    """A cell that nothing but this file knows, until the test is over."""
    monkeypatch.setattr(registry, "_CELLS", dict(registry._CELLS))
    register(LEAKY)


@pytest.fixture
def model(leaky, rng):
    return lc.make_model(3, 4, 2, cell="leaky", rng=rng)


def test_a_registered_cell_is_trained_kept_and_taken_apart(model, rng, tmp_path):
    batch = rng.standard_normal((5, 2, 3)), rng.integers(2, size=(5, 2))

    def loss(params):
        model.params = params
        return model.loss_and_grads(batch)

    assert lc.grad_check(loss, model.params) < 1e-7
    assert np.ptp(lc.fit(model, [batch] * 5, steps=5).loss) > 0
    lc.save(tmp_path / "leaky.npz", model)
    back = lc.load(tmp_path / "leaky.npz")
    assert (back.cell, type(back.cell_params)) == ("leaky", LeakyParams)
    assert not lc.ablate(back, 1).forward(batch[0])[1].a[..., 1].any()


def test_what_a_registered_cell_cannot_do_is_refused_by_name(model, rng):
    with pytest.raises(ValueError, match=r"a cell that PyTorch has, .*got 'leaky'"):
        lc.torch_layout(model.cell_params)
    with pytest.raises(ValueError, match=r"forget_bias: .* for the cell 'leaky'"):
        lc.make_model(3, 4, 2, cell="leaky", rng=rng, forget_bias=1.0)
    with pytest.raises(TypeError, match="got leaky NumpyModel"):
        lc.step_measures(model, rng.standard_normal((5, 1, 3)))
    step = model.forward(rng.standard_normal((2, 1, 3)))[1].step(0)
    with pytest.raises(ValueError, match=r"a diagram .*, got also \['newest'\]"):
        plots.draw_cell(None, step)


def test_what_is_not_registered_is_refused(rng):
    p = init_leaky(3, 4, rng=rng)
    message = r"p: expected .*GRUParams, LSTMParams.* or \w+Params, got LeakyParams"
    with pytest.raises(TypeError, match=message):
        cell_of(p)
    with pytest.raises(TypeError, match=r"what: expected .* or a model, got LeakyPa"):
        lc.save("never.npz", p)
    with pytest.raises(ValueError, match=r"cell: expected one of .*'gru'.*'leaky'"):
        lc.make_model(3, 4, 2, cell="leaky", rng=rng)
    for wrong in (None, ["lstm"], 3):
        with pytest.raises(ValueError, match="cell: expected one of"):
            cell_named(wrong)


@pytest.mark.parametrize("taken", ["name", "params", "trace"])
def test_nothing_is_registered_twice(leaky, taken):
    other = {"name": "other", "params": CellParams, "trace": object}
    other[taken] = getattr(LEAKY, taken)
    with pytest.raises(ValueError, match=f"cell: expected a {taken} of its own, got"):
        register(replace(LEAKY, **other))


def test_records_name_what_is_there(cell):
    record = cell_named(cell)
    p = record.init(3, 4, rng=np.random.default_rng(0))
    assert record.arrays[:2] == ("W", "b")
    assert record.states[0] == "a"
    assert all(len(getattr(p, name)) == 4 for name in record.candidate)
    assert set(record.needs) <= {*record.states, "gates"}
    if record.torch:
        assert set(record.torch.blocks) == set(record.params.blocks)


def one_trace(cell):
    record = cell_named(cell)
    p = record.init(3, 4, rng=np.random.default_rng(0))
    return sequence.forward(p, np.random.default_rng(1).standard_normal((5, 2, 3)))


def test_no_two_cells_have_steps_with_the_same_names():
    """Diagrams tell cells apart by them."""
    names = [frozenset(one_trace(cell.name).step(0)) for cell in all_cells()]
    assert len(set(names)) == len(names)


def test_a_trace_that_counts_as_that_of_an_lstm_keeps_its_promise(cell):
    tr = one_trace(cell)
    if isinstance(tr, lc.Trace):
        c_prev = np.concatenate([tr.c0[None], tr.c[:-1]])
        np.testing.assert_allclose(tr.c, tr.f * c_prev + tr.u * tr.c_cand, atol=1e-15)
        np.testing.assert_allclose(tr.a, tr.o * np.tanh(tr.c), atol=1e-15)


TEXT = lc.agreement_data.draw_text(5, 2, rng=np.random.default_rng(0))
TAKE_ONE_KIND = {
    "plot_gates": (lambda tr: plots.plot_gates(None, tr, list("abcde")), lc.Trace),
    "plot_hidden_memory": (lambda tr: plots.plot_hidden_memory(None, tr), lc.Trace),
    "plot_gate_settings": (
        lambda tr: plots.plot_gate_settings(None, {"keep": tr}),
        lc.Trace,
    ),
    "number_unit": (lambda tr: lc.agreement_units.number_unit(tr, TEXT), lc.Trace),
    "tell_story": (lambda tr: lc.agreement_units.tell_story(tr, TEXT, 0), lc.Trace),
}


@pytest.mark.parametrize(("call", "kind"), TAKE_ONE_KIND.values(), ids=TAKE_ONE_KIND)
def test_a_trace_of_another_kind_is_refused_and_never_shown_as_its_neighbour(
    cell, call, kind
):
    own = type("More", (kind,), {})
    traces = [own(**vars(one_trace("lstm")))]
    if not isinstance(one_trace(cell), kind):
        traces.append(one_trace(cell))
    for trace in traces:
        with pytest.raises(TypeError, match=rf"expected {kind.__name__}.*, got \w+$"):
            call(trace)


LIKE_AN_LSTM = [c.name for c in all_cells() if issubclass(c.trace, lc.Trace)]


@pytest.mark.parametrize("picture", [k for k in TAKE_ONE_KIND if "plot" in k])
@pytest.mark.parametrize("name", LIKE_AN_LSTM)
def test_a_trace_that_counts_as_that_of_an_lstm_is_shown(name, picture):
    call, _ = TAKE_ONE_KIND[picture]
    call(one_trace(name))


def test_cells_come_in_the_order_of_their_names():
    names = [record.name for record in all_cells()]
    assert names == sorted(names)
    assert {"gru", "lstm", "lstm1997", "mingru", "peephole", "rnn", "slstm"} <= set(
        names
    )
