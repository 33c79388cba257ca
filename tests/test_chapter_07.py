"""What chapter 7 says in words, held against the numbers of its own cells."""

import json

import numpy as np
import pytest
from chapters import BOOK, check_width_of_output, run_chapter


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("07-how-gates-learn")


@pytest.fixture
def lc(chapter):
    return chapter["lc"]


def code_cells():
    cells = json.loads((BOOK / "07-how-gates-learn.ipynb").read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def cell_with(words):
    """The code of the one cell that holds these words."""
    [source] = [source for source in code_cells() if words in source]
    return source


def test_printed_lines_fit_a_phone(chapter):
    check_width_of_output(chapter)


def test_cells_are_short():
    assert len(code_cells()) <= 25
    assert max(len(source.splitlines()) for source in code_cells()) <= 20


def test_the_belt_can_be_followed_on_paper(chapter):
    c, a_3 = chapter["belt"]([0.8, 0.6, 0.8])
    np.testing.assert_allclose(c, [0, 0.4, 0.5, 0.6])
    five = 0.5 * 0.5 * 0.8 * (1 - np.tanh(0.6) ** 2) * 0.5
    by_hand = (a_3 - 1) * five
    assert chapter["change"] == pytest.approx(by_hand, rel=0.01)
    assert f"{by_hand:.4f}" in chapter["printed"]
    row = next(r for r in chapter["printed"].splitlines() if r.startswith("1 -0.10"))
    assert row.split()[2] == "0.0000"  # df_1: the belt was empty


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("dc = dc + da", "dc = da"),
        ("df, dc_prev = dc * c_prev", "df, dc_prev = dc * c"),
        ("dc * f  #", "dc * u  #"),
        ("do = da * tanh_c", "do = da * c"),
        ("1 - c_cand**2", "1 - c_cand"),
        ("[a_prev, x_t]", "[x_t, a_prev]"),
    ],
)
def test_the_comparison_with_the_package_sees_mistakes(chapter, right, wrong):
    names, source = dict(chapter), cell_with("def step_backward")
    check = cell_with("theirs, g = lc.lstm_step_backward")
    exec(check, names)
    assert right in source
    exec(source.replace(right, wrong, 1), names)
    with pytest.raises((AssertionError, ValueError)):
        exec(check, names)


def test_the_belt_carries_most_of_a_single_step(chapter):
    share = chapter["share"].mean(axis=2)  # (biases, networks)
    assert (share > 0.6).all()
    assert (np.diff(np.median(share, axis=1)) > 0).all()


def test_over_many_steps_the_many_ways_add_up(chapter):
    at_one, _, at_39 = chapter["missing"][:, [0, 9, 38]].T
    np.testing.assert_allclose(at_one, 1, atol=0.25)
    assert at_39[0] > 3000
    assert 100 < at_39[1] < 3000
    assert 5 < at_39[2] < 100
    more = chapter["both_ways"][1:, :, -1] > chapter["only_belt"][1:, :, -1]
    assert (more.sum(axis=1) >= 6).all()


def test_our_check_is_that_of_the_package(chapter):
    assert chapter["error"] == pytest.approx(chapter["package"])
    assert chapter["error"] < 1e-8


@pytest.mark.parametrize(
    ("name", "best", "error"),
    [("64 bits", (1e-6, 1e-4), (1e-12, 1e-9)), ("32 bits", (1e-3, 1e-2), (1e-6, 1e-3))],
)
def test_the_error_has_the_shape_of_a_v(chapter, name, best, error):
    sizes, middle = chapter["sizes"], np.median(chapter["errors"][name], axis=0)
    least = middle.argmin()
    assert best[0] * 0.99 < sizes[least] < best[1] * 1.01
    assert error[0] < middle[least] < error[1]
    right = (sizes > 30 * sizes[least]) & (sizes < 0.2)
    if right.sum() > 2:  # in single precision there is no room for a slope
        slope = np.polyfit(np.log10(sizes[right]), np.log10(middle[right]), 1)[0]
        assert slope == pytest.approx(2, abs=0.2)
    noise = (sizes < sizes[least] / 30) & (middle < 0.1)
    slope = np.polyfit(np.log10(sizes[noise]), np.log10(middle[noise]), 1)[0]
    assert slope == pytest.approx(-1, abs=0.25)


def test_the_loop_is_that_of_the_package(chapter, lc):
    ours, package = chapter["loops"].values()
    for name, values in ours.items():
        np.testing.assert_allclose(values, package[name], rtol=1e-6)
    assert ours["losses"][-1] < ours["losses"][0] / 2


def median(chapter, *key):
    return np.median(chapter["finals"][key])


def test_clipping_saves_a_bold_learning_rate(chapter):
    clipped, free = (np.array(chapter["finals"]["sgd", 0.3, w]) for w in WORDS)
    assert (clipped < free).sum() >= 4
    assert np.median(clipped) < 0.5 < 0.8 < np.median(free)
    assert min(chapter["finals"]["sgd", 1.0, "free"]) > 1.2  # a guess costs 1.39


WORDS = ("clipped", "free")


def test_clipping_is_not_free(chapter):
    assert median(chapter, "sgd", 0.1, "clipped") > 0.9 * median(
        chapter, "sgd", 0.1, "free"
    )


def test_adam_needs_no_right_rate(chapter):
    best = min(median(chapter, "sgd", r, w) for r in (0.1, 0.3, 1.0) for w in WORDS)
    adam = [median(chapter, "adam", r, w) for r in (0.01, 0.02, 0.05) for w in WORDS]
    assert max(adam) < 1.25 * best
    assert np.median(adam) < best
    spread = {
        kind: np.ptp([median(chapter, kind, r, "free") for r in rates])
        for kind, rates in chapter["rates"].items()
    }
    assert spread["adam"] < 0.2 < spread["sgd"]


def test_some_gradients_are_far_longer_than_the_limit(chapter):
    for runs in chapter["histories"].values():
        assert np.median([h.grad_norm.max() for h in runs]) > 2
    longest = [h.grad_norm.max() for h in chapter["histories"]["sgd", 0.3, "free"]]
    assert 5 < np.median(longest) < 30


def test_an_open_forget_gate_recalls_the_first_symbol(chapter):
    hits = {bias: np.array(v) for bias, v in chapter["hits"]["first counts"].items()}
    assert (hits[0] < 0.4).all()
    assert (hits[3] > 0.85).sum() >= 4
    assert (hits[5] > 0.85).sum() >= 4
    assert hits[1].max() - hits[1].min() > 0.3


def test_too_open_a_gate_does_not_find_the_last_symbol(chapter):
    hits = {bias: np.median(v) for bias, v in chapter["hits"]["last counts"].items()}
    assert hits[1] > hits[3] + 0.05
    assert hits[1] > hits[5] + 0.05
    assert max(map(max, chapter["hits"]["last counts"].values())) < 0.75


def test_the_task_asks_for_the_first_or_the_last_symbol(chapter):
    rng = np.random.default_rng(0)
    x, target, mask = next(chapter["symbol_batches"](40, rng, B=400))
    assert (x[0].argmax(axis=1) == target[-1]).mean() > 0.97
    assert mask[-1].all()
    assert not mask[:-1].any()
    x, target, _ = next(chapter["symbol_batches"](40, rng, again=0.1, B=400))
    assert (x[0].argmax(axis=1) == target[-1]).mean() < 0.5
    assert x[-10:].max() < 1.6  # nothing is shown near the end: noise only
