"""Bad input: an error that says what was expected and what came."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from oracles import backward, draw_case, forward

import lstm_core as lc
from lstm_core.cells import sequence
from lstm_core.cells.registry import all_cells, arrays_of


def spoil(value):
    """Return a change that puts ``value`` at the second place of an array."""

    def change(array):
        array = array.copy()
        array.flat[1] = value
        return array

    return change


# Every case: T=4, B=3, n_x=2, n_a=5. What is done to the array, what is said about it.
BAD_NUMBERS = {
    "NaN": (spoil(np.nan), ValueError, "expected finite numbers, got 1 NaN or inf.*1"),
    "infinite": (spoil(-np.inf), ValueError, "expected finite numbers, got 1 NaN or"),
    "float32": (
        lambda v: v.astype("f4"),
        TypeError,
        r"expected dtype float64, got float32; convert it with \S+\.astype\('float64'",
    ),
    "integer": (lambda v: v.astype("i8"), TypeError, "dtype float64, got int64"),
    "boolean": (lambda v: v > 0, TypeError, "expected dtype float64, got bool"),
    "object": (lambda v: v.astype(object), TypeError, "float64, got object"),
    "complex": (lambda v: v + 0j, TypeError, "float64, got complex128"),
    "text": (lambda v: v.astype(str), TypeError, "float64, got <U"),
    "big endian": (lambda v: v.astype(">f8"), TypeError, "float64, got >f8"),
    "list": (lambda v: v.tolist(), TypeError, "expected a NumPy array .*, got list"),
    "scalar": (lambda v: 0.0, TypeError, "expected a NumPy array .*, got float"),
}
BAD_X = BAD_NUMBERS | {
    "rank 2": (
        lambda x: x[:, 0],
        ValueError,
        r"expected 3 axes \(T, B, n_x=2\), got 2: shape \(4, 2\)",
    ),
    "rank 4": (lambda x: x[None], ValueError, r"3 axes .*got 4: shape \(1, 4, 3, 2\)"),
    "rank 0": (lambda x: x[0, 0, 0, ...], ValueError, r"3 axes .*got 0: shape \(\)"),
    "n_x": (
        lambda x: x[..., :1],
        ValueError,
        r"expected shape \(T, B, n_x=2\), got \(4, 3, 1\)$",
    ),
    "empty T": (lambda x: x[:0], ValueError, r"no empty axis in .*got \(0, 3, 2\)"),
    "empty B": (lambda x: x[:, :0], ValueError, r"no empty axis in .*got \(4, 0, 2\)"),
}
BAD_STATE = BAD_NUMBERS | {
    "one sequence": (
        lambda s: s[0],
        ValueError,
        r"expected 2 axes \(B=3, n_a=5\), got 1: shape \(5,\)",
    ),
    "with layers": (lambda s: s[None], ValueError, r"2 axes .*got 3: shape \(1, 3, 5"),
    "B": (lambda s: s[:2], ValueError, r"expected shape \(B=3, n_a=5\), got \(2, 5\)"),
    "n_a": (lambda s: s[:, :4], ValueError, r"shape \(B=3, n_a=5\), got \(3, 4\)"),
    "empty": (lambda s: s[:0], ValueError, r"no empty axis in \(B=3.*got \(0, 5\)"),
    "of time": (
        lambda s: np.zeros((4, 5)),
        ValueError,
        r"\(B=3, n_a=5\) for x of shape \(T=4, B=3, n_x\), got \(4, 5\); are batch and",
    ),
    "list of time": (
        lambda s: np.zeros((4, 5)).tolist(),
        TypeError,
        r"expected a NumPy array of shape \(B=3, n_a=5\), got list",
    ),
    "ragged list": (
        lambda s: [[0.0], [0.0, 0.0]],
        TypeError,
        r"expected a NumPy array of shape \(B=3, n_a=5\), got list",
    ),
}
BAD_DC_LAST = {k: v for k, v in BAD_STATE.items() if k != "of time"}
BAD_DA = BAD_NUMBERS | {
    "rank 2": (
        lambda da: da[-1],
        ValueError,
        r"expected 3 axes \(T=4, B=3, n_a=5\), got 2: shape \(3, 5\)",
    ),
    "swapped": (
        lambda da: da.swapaxes(0, 1),
        ValueError,
        r"expected shape \(T=4, B=3, n_a=5\), got \(3, 4, 5\); are batch and time sw",
    ),
    "T": (lambda da: da[1:], ValueError, r"\(T=4, B=3, n_a=5\), got \(3, 3, 5\)$"),
    "n_a": (lambda da: da[..., :1], ValueError, r"n_a=5\), got \(4, 3, 1\)$"),
    "empty": (lambda da: da[:0], ValueError, r"no empty axis in .*got \(0, 3, 5\)"),
}
BAD_X_T = BAD_NUMBERS | {
    "rank 1": (
        lambda x: x[0],
        ValueError,
        r"expected 2 axes \(B, n_x=2\), got 1: shape \(2,\)",
    ),
    "rank 3": (lambda x: x[None], ValueError, r"2 axes .*got 3: shape \(1, 3, 2\)"),
    "rank 0": (lambda x: x[0, 0, ...], ValueError, r"2 axes .*got 0: shape \(\)"),
    "n_x": (lambda x: x[:, :1], ValueError, r"shape \(B, n_x=2\), got \(3, 1\)"),
    "empty B": (lambda x: x[:0], ValueError, r"no empty axis in .*got \(0, 2\)"),
}
STATES = [(cell.name, state) for cell in all_cells() for state in cell.states]


def every(table):
    return pytest.mark.parametrize(
        ("change", "error", "message"), table.values(), ids=table
    )


@every(BAD_X)
def test_bad_x_is_refused(cell, change, error, message):
    case = draw_case(cell)
    bad = case.having("x", change(case.x))
    with pytest.raises(error, match=rf"^x: .*{message}"):
        forward(bad)


@every(BAD_STATE)
@pytest.mark.parametrize(("cell", "state"), STATES)
def test_bad_start_is_refused(cell, state, change, error, message):
    case, name = draw_case(cell), f"{state}0"
    bad = case.having(name, change(case.arrays[name]))
    with pytest.raises(error, match=rf"^{name}: .*{message}"):
        forward(bad)


@every(BAD_DA)
def test_bad_da_is_refused(cell, change, error, message):
    case = draw_case(cell)
    bad = case.having("da", change(case.da))
    with pytest.raises(error, match=rf"^da: .*{message}"):
        backward(bad)


@every(BAD_DC_LAST)
@pytest.mark.parametrize("cell", [cell for cell, state in STATES if state == "c"])
def test_bad_dc_last_is_refused(cell, change, error, message):
    case = draw_case(cell)
    bad = case.having("dc_last", change(case.dc_last))
    with pytest.raises(error, match=rf"^dc_last: .*{message}"):
        backward(bad)


def test_more_states_than_the_cell_has_are_refused(cell):
    """They would be left out without a word."""
    case, one = draw_case(cell), np.zeros((3, 5))
    with pytest.raises(TypeError, match=r"start: expected at most .*'a0'.*, got"):
        sequence.forward(case.p, case.x, *case.start, one)
    with pytest.raises(TypeError, match=r"d_last: expected at most .*, got"):
        sequence.backward(case.p, forward(case), case.da, *case.d_last, one)


def run_step(case, x_t, **changed):
    names = [f"{name}_prev" for name in case.cell.states]
    states = dict(zip(names, case.start, strict=True))
    return case.cell.step(case.p, x_t, **states | changed)


@every(BAD_X_T)
def test_bad_x_t_of_a_step_is_refused(cell, change, error, message):
    case = draw_case(cell)
    with pytest.raises(error, match=rf"^x_t: .*{message}"):
        run_step(case, change(case.x[0]))


@every(BAD_DC_LAST)
@pytest.mark.parametrize(("cell", "state"), STATES)
def test_bad_state_of_a_step_is_refused(cell, state, change, error, message):
    case, name = draw_case(cell), f"{state}_prev"
    with pytest.raises(error, match=rf"^{name}: .*{message}"):
        run_step(case, case.x[0], **{name: change(case.a0)})


def step_back(case, **changed):
    """The backward step of a case, with some of its arguments exchanged."""
    states, gates = case.cell.new_states(case.p, case.x[0], case.start)
    given = {"p": case.p, "x_t": case.x[0], "gates": gates, "da": case.da[0]}
    given |= {f"{k}_prev": v for k, v in zip(case.cell.states, case.start, strict=True)}
    given |= dict(zip(case.cell.states, states, strict=True))
    given |= {"dc": case.dc_last, "dn": case.dn_last}
    takes = inspect.signature(case.cell.step_backward).parameters
    return case.cell.step_backward(**{k: (given | changed)[k] for k in takes})


@every(BAD_DC_LAST)
def test_bad_arrays_of_a_backward_step_are_refused(cell, change, error, message):
    case = draw_case(cell)
    takes = inspect.signature(case.cell.step_backward).parameters
    for name in takes.keys() - {"p", "x_t", "gates"}:
        with pytest.raises(error, match=rf"^{name}: .*{message}"):
            step_back(case, **{name: change(case.a0)})


@every(BAD_X_T)
def test_bad_x_t_of_a_backward_step_is_refused(cell, change, error, message):
    case = draw_case(cell)
    with pytest.raises(error, match=rf"^x_t: .*{message}"):
        step_back(case, x_t=change(case.x[0]))


@every(BAD_DC_LAST)
@pytest.mark.parametrize("cell", [cell.name for cell in all_cells() if cell.gates])
def test_bad_gates_of_a_backward_step_are_refused(cell, change, error, message):
    case = draw_case(cell)
    _, gates = case.cell.new_states(case.p, case.x[0], case.start)
    for name in gates:
        with pytest.raises(error, match=rf"^gates\['{name}'\]: .*{message}"):
            step_back(case, gates=gates | {name: change(case.a0)})
    for wrong in ({}, gates | {"more": case.a0}, None):
        with pytest.raises(ValueError, match=r"gates: expected a dict of .*, got"):
            step_back(case, gates=wrong)


def test_swapped_x_is_noticed_through_the_start(cell):
    case = draw_case(cell, T=4, B=3)
    with pytest.raises(ValueError, match="are batch and time of x swapped"):
        forward(case.having("x", case.x.swapaxes(0, 1)))


def test_first_bad_number_is_named_by_its_index(cell):
    case = draw_case(cell)
    x = case.x.copy()
    x[2, 1, 0] = x[3, 0, 0] = np.nan
    message = r"got 2 NaN or infinite, the first at \(2, 1, 0\)"
    with pytest.raises(ValueError, match=message):
        forward(case.having("x", x))


def test_float64_x_is_refused_by_float32_weights(cell):
    case = draw_case(cell, dtype=np.float32)
    message = r"x: expected dtype float32, got float64; .*x\.astype\('float32'\)"
    with pytest.raises(TypeError, match=message):
        forward(case.having("x", case.x.astype(np.float64)))


def test_parameters_of_another_cell_are_refused(cell):
    case = draw_case(cell)
    trace = forward(case)
    for other in all_cells():
        if other.name != cell:
            p = draw_case(other.name).p
            got = f"{case.cell.params.__name__}, got {other.params.__name__}"
            for call in (
                lambda p=p: case.cell.step(p, case.x[0], *case.start),
                lambda p=p: getattr(lc, f"{cell}_forward")(p, case.x),
                lambda p=p: getattr(lc, f"{cell}_backward")(p, trace, case.da),
            ):
                with pytest.raises(TypeError, match=f"p: expected {got}"):
                    call()


def test_a_subclass_of_parameters_is_refused(cell):
    """What it adds would be lost without a word."""
    case = draw_case(cell)
    sub = type("Sub", (case.cell.params,), {})(**arrays_of(case.p))
    out = lc.Readout(np.zeros((2, 5)), np.zeros(2))
    for call in (
        lambda: case.cell.step(sub, case.x[0], *case.start),
        lambda: getattr(lc, f"{cell}_forward")(sub, case.x),
        lambda: forward(replace(case, p=sub)),
        lambda: lc.NumpyModel(sub, out, "classify"),
        lambda: lc.save("never.npz", sub),
        lambda: lc.torch_layout(sub),
    ):
        with pytest.raises(TypeError, match=r"expected .*Params.* got Sub.*a subclass"):
            call()


def test_a_subclass_of_a_model_or_a_readout_is_refused(rng):
    model = lc.make_model(3, 4, 2, rng=rng)
    out = type("More", (lc.Readout,), {})(model.readout.W_y, model.readout.b_y)
    with pytest.raises(TypeError, match="out: expected Readout, got More, a subclass"):
        lc.NumpyModel(model.cell_params, out, "classify")
    More = type("More", (lc.NumpyModel,), {})
    more = More(model.cell_params, model.readout, "classify")
    for call in (
        lambda: lc.save("never.npz", more),
        lambda: lc.to_backend(more, "numpy"),
        lambda: lc.ablate(more, 0),
    ):
        with pytest.raises(TypeError, match="NumpyModel or TorchModel, got More, a su"):
            call()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"n_x": 2}, "trace: expected n_x=2, n_a=4, float64, as in p; got n_x=3"),
        ({"n_a": 5}, "trace: expected n_x=3, n_a=5"),
        ({"dtype": np.float32}, "trace: expected .*float32, as in p; got .*float64"),
    ],
)
def test_backward_refuses_a_trace_of_other_parameters(other, words, rng):
    sizes = {"n_x": 3, "n_a": 4}
    trace = lc.lstm_forward(lc.init_lstm(**sizes, rng=rng), np.zeros((2, 1, 3)))
    with pytest.raises(ValueError, match=words):
        lc.lstm_backward(lc.init_lstm(**(sizes | other), rng=rng), trace, trace.a)


def test_backward_refuses_the_trace_of_the_other_cell(rng):
    p = lc.init_lstm(3, 4, rng=rng)
    trace = lc.rnn_forward(lc.init_rnn(3, 4, rng=rng), np.zeros((2, 1, 3)))
    with pytest.raises(TypeError, match="trace: expected Trace, got RNNTrace"):
        lc.lstm_backward(p, trace, trace.a)
