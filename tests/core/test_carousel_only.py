"""The gradient of 1997 along the cell state, against others cut at the same place."""

import numpy as np
import pytest
from oracles import (
    assert_close,
    assert_same,
    backward,
    draw_case,
    forward,
    named,
    numerical_gradient,
    relative_error,
)

import lstm_core as lc
from lstm_core.cells import sequence
from lstm_core.cells.registry import all_cells


def along_the_carousel(case):
    trace = forward(case)
    return named(
        lc.lstm1997_backward(case.p, trace, case.da, case.dc_last, carousel_only=True)
    )


def loss_with_the_past_held(case, past):
    """The loss of a case whose gates and candidates read hidden states held fixed."""
    x_and_past = np.concatenate([past, case.x], axis=-1)
    z = x_and_past @ case.p.W.T + case.p.b
    u, o, c_cand = np.split(z, 3, axis=-1)
    c = case.c0 + np.cumsum(lc.sigmoid(u) * np.tanh(c_cand), axis=0)
    a = lc.sigmoid(o) * np.tanh(c)
    return (case.da * a).sum() + (case.dc_last * c[-1]).sum()


WITHOUT = [c.name for c in all_cells() if c.name != "lstm1997"]


@pytest.mark.parametrize("name", ["W", "b", "x", "c0"])
def test_it_is_the_gradient_with_the_recurrent_inputs_held_fixed(name):
    case = draw_case("lstm1997", T=6)
    past = forward(case).a_prev
    want = numerical_gradient(
        lambda value: loss_with_the_past_held(case.having(name, value), past),
        case.arrays[name],
    )
    got = along_the_carousel(case)
    assert relative_error(got[name], want) < 1e-7
    assert not np.isclose(got[name], backward(case)[name]).all()
    assert not got["a0"].any()


def test_it_is_the_gradient_of_pytorch_with_the_hidden_state_detached(torch):
    case = draw_case("lstm1997", T=6)
    arrays = {
        name: torch.tensor(value, requires_grad=True)
        for name, value in case.arrays.items()
    }
    a, c, loss = arrays["a0"], arrays["c0"], 0
    for x_t, da in zip(arrays["x"], arrays["da"], strict=True):
        inputs = torch.cat([a.detach(), x_t], dim=1)
        z_u, z_o, z_c = (inputs @ arrays["W"].T + arrays["b"]).chunk(3, dim=1)
        c = c + z_u.sigmoid() * z_c.tanh()
        a = z_o.sigmoid() * c.tanh()
        loss = loss + (da.detach() * a).sum()
    loss = loss + (arrays["dc_last"].detach() * c).sum()
    loss.backward()
    got = along_the_carousel(case)
    del got["a0"]  # detached from the start
    assert_close(got, {name: arrays[name].grad.numpy() for name in got})


def test_one_step_has_no_past_to_be_cut_off_from():
    case = draw_case("lstm1997", T=1)
    got, exact = along_the_carousel(case), backward(case)
    assert exact.pop("a0").any() and not got.pop("a0").any()
    assert_same(got, exact)


def test_a_model_learns_from_the_gradient_that_is_asked_for(rng):
    model = lc.make_model(3, 4, 2, cell="lstm1997", rng=rng)
    batch = rng.standard_normal((9, 2, 3)), rng.integers(2, size=(9, 2))
    start, after = model.params, {}
    for cut in (False, True):
        model.params = start
        _, grads = model.loss_and_grads(batch, carousel_only=cut)
        lc.fit(
            model,
            [batch],
            steps=1,
            lr=1.0,
            clip=None,
            optimizer="sgd",
            carousel_only=cut,
        )
        assert_same(model.params, {name: start[name] - grads[name] for name in start})
        after[cut] = model.params["W"]
    assert not np.isclose(after[False], after[True]).all()


@pytest.mark.parametrize("cell", WITHOUT)
def test_a_cell_without_such_a_gradient_is_refused(cell, rng):
    case = draw_case(cell)
    message = rf"carousel_only: .* the cell '{cell}', True only for"
    model = lc.make_model(3, 4, 2, cell=cell, rng=rng)
    batch = rng.standard_normal((9, 2, 3)), rng.integers(2, size=(9, 2))
    for call in (
        lambda: lc.fit(model, [batch], steps=1, carousel_only=True),
        lambda: model.loss_and_grads(batch, carousel_only=True),
        lambda: sequence.backward(
            case.p, forward(case), case.da, *case.d_last, carousel_only=True
        ),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_pytorch_has_no_such_gradient(torch, rng):
    model = lc.make_model(3, 4, 2, backend="torch", device="cpu", rng=rng)
    with pytest.raises(ValueError, match=r"carousel_only: expected a model in NumPy"):
        lc.fit(model, [], steps=1, carousel_only=True)
