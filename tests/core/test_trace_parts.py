"""Parts of a trace, and what it says of itself."""

import numpy as np
import pytest
from oracles import draw_case, forward

import lstm_core as lc
from lstm_core.cells.registry import all_cells

LENGTHS = [4, 6, 1]


def make_traces(torch, lengths=None):
    """Forwards and backwards, with sequences of one length or of several."""
    torch.manual_seed(0)
    module = torch.nn.LSTM(3, 5, bidirectional=True).double()
    x = torch.randn(6, 3, 3, dtype=torch.float64)
    return module, lc.trace_torch(module, x, lengths=lengths)[0]


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["one length", "several"])
def test_a_part_has_the_same_steps(torch, lengths):
    for whole in make_traces(torch, lengths)[1]:
        part = whole[1:5, 1:]
        assert part.reverse is whole.reverse
        for name in ("x", "f", "u", "o", "c_cand", "tanh_c", "a", "c"):
            want = getattr(whole, name)[1:5, 1:]
            np.testing.assert_array_equal(getattr(part, name), want, err_msg=name)
        for name in ("a_prev", "c_prev"):
            real = ~part.x[..., 0].isnan()
            want = getattr(whole, name)[1:5, 1:]
            np.testing.assert_array_equal(getattr(part, name)[real], want[real])
        if lengths:
            np.testing.assert_array_equal(part.lengths, [4, 0])


def test_a_part_of_a_numpy_trace_can_be_taken_back_through_time(rng):
    case = draw_case("lstm", T=8, B=3)
    whole = forward(case)
    part = whole[2:6, 1]
    np.testing.assert_array_equal(part.c0, whole.c[1, 1:2])
    again = lc.lstm_forward(case.p, part.x, part.a0, part.c0)
    np.testing.assert_allclose(again.a, part.a, atol=1e-14)
    da = rng.standard_normal(part.a.shape)
    got, want = (lc.lstm_backward(case.p, t, da) for t in (part, again))
    np.testing.assert_allclose(got.W, want.W, atol=1e-13)


@pytest.mark.parametrize("which", [3, slice(0, 6, 2), (slice(None), [0, 1])])
def test_what_is_no_part_of_neighbours_is_refused(rng, which):
    trace = forward(draw_case("gru"))
    with pytest.raises(TypeError, match="expected a slice of neighbours"):
        trace[which]
    with pytest.raises(IndexError, match="steps: expected some of"):
        trace[99:]
    with pytest.raises(IndexError, match=r"sequences: expected 0 to .*, got 99"):
        trace[:, 99]
    with pytest.raises(TypeError, match="expected steps and sequences"):
        trace[0:2, 0, 1]


def test_a_trace_says_what_it_is_in_three_lines(torch):
    _, backward = make_traces(torch, LENGTHS)[1]
    kind, sizes, holds = repr(backward).splitlines()
    assert kind == "Trace of 3 sequences, 6 steps, read backwards, 1 to 6 real"
    assert sizes == "  3 inputs, 5 units, torch.float64 on cpu"
    assert holds == "  holds x, gates, a_states, c_states, tanh_c"


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["one length", "several"])
def test_a_trace_in_a_file_comes_back_bit_for_bit(torch, tmp_path, lengths):
    for trace in make_traces(torch, lengths)[1]:
        trace = trace.named(steps="abcdef", units=["n0", "n1", "n2", "n3", "n4"])
        lc.save(tmp_path / "trace.npz", trace)
        back = lc.load(tmp_path / "trace.npz")
        assert type(back) is type(trace)
        assert back.reverse is trace.reverse
        assert back.step_names == tuple("abcdef")
        assert back.unit_names == trace.unit_names
        want = trace.to_numpy().arrays()
        for name, value in back.arrays().items():
            np.testing.assert_array_equal(value, want[name], strict=True)
        assert back.arrays().keys() == want.keys()


def test_every_cell_has_traces_that_can_be_saved(tmp_path):
    for cell in all_cells():
        trace = forward(draw_case(cell.name))
        lc.save(tmp_path / "trace.npz", trace)
        back = lc.load(tmp_path / "trace.npz")
        assert type(back) is cell.trace
        np.testing.assert_array_equal(back.a, trace.a)


def test_a_file_with_a_trace_that_does_not_fit_is_refused(tmp_path, rng):
    trace = forward(draw_case("lstm"))
    lc.save(tmp_path / "trace.npz", trace)
    with np.load(tmp_path / "trace.npz") as archive:
        arrays = dict(archive)
    arrays["c_states"] = arrays["c_states"][:-1]
    np.savez(tmp_path / "cut.npz", **arrays)
    with pytest.raises(ValueError, match="c_states: expected shape"):
        lc.load(tmp_path / "cut.npz")


def test_names_must_be_as_many_as_there_are_steps_or_units(rng):
    trace = forward(draw_case("gru"))
    T, n_a = trace.a.shape[0], trace.a.shape[2]
    with pytest.raises(ValueError, match=f"steps: expected {T} names, got 1"):
        trace.named(steps=["word"])
    with pytest.raises(ValueError, match=f"units: expected {n_a} names, got 1"):
        trace.named(units=["number"])
    words = [f"w{t}" for t in range(T)]
    assert trace.named(steps=words)[1:3].step_names == ("w1", "w2")


def test_a_trace_as_a_dataset(torch):
    xarray = pytest.importorskip("xarray")
    _, trace = make_traces(torch, LENGTHS)[1]
    data = trace.named(steps="abcdef").to_xarray()
    assert isinstance(data, xarray.Dataset)
    assert dict(data.sizes) == {"step": 6, "sequence": 3, "unit": 5, "feature": 3}
    np.testing.assert_array_equal(data["f"].sel(step="b"), trace.f[1])
    np.testing.assert_array_equal(data["c0"], trace.c0)
    np.testing.assert_array_equal(data["lengths"], LENGTHS)
    assert data.attrs == {"kind": "Trace", "reverse": 1}


def test_names_that_are_no_sequence_are_named(rng):
    trace = forward(draw_case("lstm"))
    with pytest.raises(TypeError, match=r"units: expected \d+ names, got int 5"):
        trace.named(units=5)
