"""What chapter 7 says in words, held against the numbers of its own cells."""

import json
import re
from itertools import product

import numpy as np
import pytest
from chapter_code import cell_with, predictions
from chapters import BOOK, check_width_of_output, run_chapter

import lstm_core as lc
from lstm_core import bugs
from lstm_core.explorers.backward import backward_steps
from lstm_core.words import translated

NAME = "07-how-gates-learn"


@pytest.fixture(scope="module")
def chapter():
    return run_chapter(NAME)


@pytest.fixture(scope="module")
def prose():
    cells = json.loads((BOOK / f"{NAME}.ipynb").read_text("utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] != "code")


def test_printed_lines_fit_a_phone(chapter):
    check_width_of_output(chapter)


def test_the_belt_can_be_followed_on_paper(chapter):
    c, a_3 = chapter["belt"]([0.8, 0.6, 0.8])
    np.testing.assert_allclose(c, [0, 0.4, 0.5, 0.6])
    five = 0.5 * 0.5 * 0.8 * (1 - np.tanh(0.6) ** 2) * 0.5
    by_hand = (a_3 - 1) * five
    assert chapter["change"] == pytest.approx(by_hand, rel=0.01)
    table = np.array([row.split() for row in rows_under(chapter, "t       dc", 3)])
    t, dc, df, du, dc_cand = table.astype(float).T
    np.testing.assert_array_equal(t, (3, 2, 1))
    assert df[-1] == 0  # df_1: the belt was empty
    assert (np.array([dc, df, du, dc_cand]) < 0).sum() == 11  # all but one
    np.testing.assert_allclose(dc[1:] / dc[:-1], [0.8, 0.5], atol=1e-3)
    assert dc_cand[-1] == pytest.approx(by_hand, abs=5e-5)
    assert dc_cand[-1] == pytest.approx(chapter["change"], rel=0.01)
    assert f"change of the candidate: {chapter['change']:.3f}" in chapter["printed"]


def rows_under(chapter, heading, n):
    """The lines that the chapter printed under the first that starts like this."""
    lines = chapter["printed"].replace("\N{MINUS SIGN}", "-").splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith(heading))
    return lines[at + 1 : at + 1 + n]


def test_the_whole_cell_of_one_unit_is_carried_back_by_hand(chapter):
    """The gradients of the table, by differences."""
    x = np.array([1.0, -1.0, 0.5])[:, None, None]
    W, b = np.zeros((4, 2)), np.zeros(4)
    W[:], b[0] = [(1, 0), (0, 2), (1, 1), (-1, 1)], 1

    def loss(v):
        p = lc.LSTMParams(v[:, :2], v[:, 2])
        return (lc.lstm_forward(p, x).a[2, 0, 0] - 1) ** 2 / 2

    v = np.column_stack([W, b])
    tried = chapter["numerical_gradient"](loss, v, 1e-5)
    rows = [row.split()[-3:] for row in rows_under(chapter, "of             for a", 4)]
    np.testing.assert_allclose(np.array(rows, float), tried, atol=6e-5)


def test_the_example_of_rows_and_columns_is_an_outer_product(prose):
    table = prose.split("With two rows and three columns:\n\n")[1].split("\n\n")[0]
    number = re.compile(r"-?\d+(?:\.\d+)?(?= *(?:\$? *\||$))")
    found = table.replace("\N{MINUS SIGN}", "-").splitlines()
    read, _, *rows = [[float(n) for n in number.findall(line)] for line in found]
    dz = [row[0] for row in rows]
    assert (dz, read) == ([0.2, -0.1], [0.5, 1, -2])
    np.testing.assert_allclose([row[1:] for row in rows], np.outer(dz, read))


def test_a_batch_adds_the_tables_of_its_sequences(chapter, prose):
    np.testing.assert_allclose(chapter["first"], np.outer([0.2, -0.1], [0.5, 1, -2]))
    found = chapter["summed"]
    np.testing.assert_allclose(found, chapter["first"] + chapter["second"])
    for row, numbers in zip(rows_under(chapter, "row ", 2), found, strict=True):
        assert row.split()[1:] == [f"{number:.2f}" for number in numbers]
    assert "Each sequence of a batch makes such a table" in prose


def test_the_answers_to_the_way_back_are_the_numbers_of_its_explorer(prose):
    p = lc.LSTMParams(np.zeros((4, 2)), np.array([1.0, 0, 0, 0]))
    p.W[:] = [(1, 0), (0, 2), (1, 1), (-1, 1)]
    trace = lc.lstm_forward(p, np.array([1.0, -1.0, 0.5])[:, None, None])
    da = np.zeros((3, 1, 1))
    da[2] = trace.a[2] - 1
    third, second, first = backward_steps(p, trace, da)
    said = prose.replace("\N{MINUS SIGN}", "-")
    assert f"shrinks to {second['dc_cand']:.3f}" in said
    assert f"But $du$ is {second['du']:.3f}" in said
    assert second["u"] < 0.15
    arrives = (
        f"{third['dc']:.3f} at step 3 arrives at step 2 as {second['dc_next']:.3f}"
    )
    assert arrives in said
    assert f"and {second['dc']:.3f} is left" in said
    joins = [step["dc"] - step["dc_next"] for step in (second, first)]
    assert joins[0] > 0  # the other sign
    assert abs(joins[1]) < 0.005  # "hardly anything"
    named = ("da", "do", "dc", "df", "du", "dc_cand", "dx", "da_prev", "dc_prev")
    named += tuple(f"dz_{gate}" for gate in lc.GATES)
    assert {name for name in named if first[name] == 0} == {"df", "dz_f"}
    np.testing.assert_array_equal(np.subtract(first["dW"], second["dW"])[:, 0], 0)


def test_bands_of_the_curves_are_the_quartiles_of_the_table():
    cell = cell_with(NAME, 'learning["curves"]')
    assert '"middle_half": True' in cell


FUNCTIONS = (
    "def back_through_states",
    "def back_through_slopes",
    "def back_through_weights",
    "def step_backward",
    "def backward(p",
)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("dc = dc + da", "dc = da"),
        ('["df"] = dc * c_prev', '["df"] = dc * c'),
        ('["dc_prev"] = dc * f', '["dc_prev"] = dc * u'),
        ('["do"] = da * tanh_c', '["do"] = da * c'),
        ("1 - c_cand**2", "1 - c_cand"),
        ("[a_prev, x_t]", "[x_t, a_prev]"),
        ("da[t] + da_next", "da[t]"),
    ],
)
def test_the_comparison_with_the_package_sees_mistakes(chapter, right, wrong):
    source = "\n\n".join(cell_with(NAME, words) for words in FUNCTIONS)
    check = cell_with(NAME, "g = lc.lstm_backward(*case)")
    assert source.count(right) == 1
    names = dict(chapter)
    exec(source, names)
    exec(check, names)
    exec(source.replace(right, wrong), names)
    with pytest.raises((AssertionError, ValueError)):
        exec(check, names)


def test_one_step_is_that_of_the_package_whatever_comes_from_later_steps(chapter, rng):
    p = lc.init_lstm(n_x=5, n_a=3, rng=rng)
    x, (a0, c0, da, dc) = rng.standard_normal((4, 5)), rng.standard_normal((4, 4, 3))
    _, c, gates = lc.lstm_step(p, x, a0, c0)
    step = p, x, a0, c0, c, gates, da, dc
    ours, theirs = chapter["step_backward"](*step), lc.lstm_step_backward(*step)
    names = ("dW", "db", "dx", "da_prev", "dc_prev")
    for name, value in zip(names, theirs, strict=True):
        np.testing.assert_allclose(ours[name], value, rtol=1e-9, atol=1e-12)


def test_the_picture_shows_numbers_that_satisfy_the_equations(chapter, prose):
    d, step = chapter["drawn"], chapter["trace"].step(1)
    slope = 1 - step["tanh_c"] ** 2
    np.testing.assert_allclose(d["dc_next"] + d["dtanh_c"] * slope, d["dc"])
    np.testing.assert_allclose(d["dtanh_c"], d["da"] * step["o"])
    np.testing.assert_allclose(d["dc"] * step["f"], d["dc_prev"])
    ends = f"Of the {d['dc'][0]:.2f} in the first unit, {d['dc_prev'][0]:.2f} leaves."
    assert ends in prose


@pytest.mark.parametrize("unit", [0, 1])
def test_dc_at_the_junction_is_the_derivative_of_the_loss(chapter, unit):
    """All that arrives at c_2; and at c_1, as the sum of the two parts."""
    trace, d = chapter["trace"], chapter["drawn"]
    p = lc.init_lstm(2, 2, rng=np.random.default_rng(2552))

    def loss(t, eps):
        c = trace.c[t - 1].copy()
        c[0, unit] += eps
        a = trace.o[t - 1] * np.tanh(c)
        rest = lc.lstm_forward(p, trace.x[t:], a, c)
        return 10 * rest.a[-1].sum()

    second = d["da_prev"] * trace.o[0, 0] * (1 - trace.tanh_c[0, 0] ** 2)
    for t, claimed in ((2, d["dc"]), (1, d["dc_prev"] + second)):
        tried = (loss(t, 1e-5) - loss(t, -1e-5)) / 2e-5
        assert claimed[unit] == pytest.approx(tried, rel=1e-6)


def test_the_belt_carries_most_of_a_single_step(chapter):
    parts = chapter["belt_part"], chapter["gate_part"]
    assert parts[0].shape == (3, 20, 39)
    assert (parts[0] > parts[1]).all()  # at each step of each network
    share = (parts[0] / (parts[0] + parts[1])).mean(axis=2)
    assert (share > 0.65).all()
    assert (np.diff(share, axis=0) > 0).all()  # the more so, the wider: in each network
    rows = rows_under(chapter, "bias  median  from", 3)
    for bias, mean, row in zip((0, 1, 3), share, rows, strict=True):
        low, middle, high = np.quantile(mean, [0, 0.5, 1])
        assert row.split() == [str(bias), *(f"{v:.2f}" for v in (middle, low, high))]


def test_over_many_steps_the_many_ways_add_up(chapter):
    at_one, _, at_39 = np.median(chapter["ratio"], axis=1)[:, [0, 9, 38]].T
    np.testing.assert_allclose(at_one, 1, atol=0.1)  # "much the same"
    assert abs(chapter["ratio"][:, :, 0] - 1).max() < 0.6
    assert 300 < at_39[1] < 1000  # "hundreds of times"
    assert 15 < at_39[2] < 25  # "about twenty times"
    assert at_39[0] > at_39[1] > at_39[2]  # better as the gates open
    ends = chapter["ratio"][1, :, -1].min(), chapter["ratio"][1, :, -1].max()
    assert 20 < ends[0] < 100 < 1000 < ends[1] < 10000  # dozens to thousands
    for row, runs in zip(
        rows_under(chapter, "bias  back", 3), chapter["ratio"], strict=True
    ):
        shown = [*np.median(runs, axis=0)[[0, 9, 38]], runs[:, -1].min()]
        shown.append(runs[:, -1].max())
        assert row.split()[1:] == [f"{value:.1f}" for value in shown]


def test_our_check_is_that_of_the_package(chapter):
    assert chapter["error"] == pytest.approx(chapter["package"])
    assert 10**-10.5 < chapter["error"] < 10**-9.5  # "about ten digits"


@pytest.mark.parametrize(
    ("name", "best", "error"),
    [
        ("64 bits", (3e-6, 4e-5), (1e-11, 1e-9)),
        ("32 bits", (1e-3, 1e-2), (10**-5.0, 10**-3.5)),  # "only four digits or so"
    ],
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
    if name == "32 bits":  # all of the gradient is missing
        np.testing.assert_array_equal(middle[sizes < 5e-10], 1)


def test_the_loop_is_that_of_the_package(chapter):
    losses = chapter["losses"]
    assert len(losses) == 30
    np.testing.assert_allclose(losses, chapter["history"].loss, rtol=1e-6)
    for name, values in chapter["mine"].params.items():
        np.testing.assert_allclose(values, chapter["theirs"].params[name], rtol=1e-6)
    assert losses[-1] < losses[0] / 2


WORDS = ("clipped", "free")
SGD, ADAM = ("sgd", (0.1, 0.3, 1.0)), ("adam", (0.01, 0.02, 0.05))


def ways(kind, words=WORDS):
    return list(product(kind[:1], kind[1], words))


def medians(chapter, keys):
    return np.array([np.median(chapter["ends"][key]) for key in keys])


def test_yours_is_trained_clipped_and_free(chapter):
    clipped, free = chapter["yours"]
    assert 0 < clipped.loss[-20:].mean() < 0.7  # it learns on any machine
    assert 0 < free.loss[-20:].mean() < 2  # it may learn or not
    assert min(clipped.grad_norm.max(), free.grad_norm.max()) > 2
    rows = rows_under(chapter, "yours     end", 2)
    for row, word, history in zip(rows, WORDS, (clipped, free), strict=True):
        assert row.split() == [word, f"{history.loss[-20:].mean():.2f}"]


def test_table_of_clipping_prints_the_stored_result(chapter):
    keys = ways(SGD) + ways(ADAM)
    assert list(chapter["ends"]) == keys
    assert chapter["learning"]["learned"]["loss"] == 0.7
    assert chapter["learning"]["seeds"] == 20
    rows = rows_under(chapter, "training           loss", 12)
    for key, row in zip(keys, rows, strict=True):
        ends, n = np.array(chapter["ends"][key]), chapter["learned"][key]
        assert ends.shape == (20,)
        assert n == (ends < 0.7).sum()
        low, middle, high = np.quantile(ends, [0.25, 0.5, 0.75])
        name = translated(f"{key[0]} {key[1]}, {key[2]}").split()
        loss = [f"{value:.2f}" for value in (middle, low, high)]
        longest = f"{np.median(chapter['longest'][key]):.0f}"
        assert row.split() == [*name, *loss, str(n), longest]


def test_adam_matters_most(chapter):
    learned = chapter["learned"]
    assert min(learned[key] for key in ways(ADAM)) >= 17  # "nearly all"
    best = medians(chapter, ways(SGD)).min()
    assert medians(chapter, ways(ADAM)).max() < 1.1 * best
    assert np.median(medians(chapter, ways(ADAM))) < 0.9 * best
    all_of_them = [key for key in ways(SGD) if learned[key] == 20]
    assert all_of_them == [("sgd", 0.1, "clipped"), ("sgd", 0.3, "clipped")]


def test_clipping_makes_a_bold_rate_safe(chapter):
    counts = {key[1:]: chapter["learned"][key] for key in ways(SGD)}
    assert counts[0.3, "clipped"] == 20
    assert lc.count_interval(counts[0.3, "free"], 20)[1] < 0.5  # "a minority"
    low, high = lc.count_interval(counts[1.0, "clipped"], 20)
    assert low < 0.5 < high  # "about half"
    assert 7 <= counts[1.0, "clipped"] <= 13
    assert counts[1.0, "free"] <= 2  # "hardly any"


def test_a_long_gradient_makes_a_long_step(chapter):
    """Most runs meet a gradient far longer than the limit, which is 1."""
    for lengths in chapter["longest"].values():
        assert np.quantile(lengths, 0.3) > 2
    assert np.median(np.concatenate(list(chapter["longest"].values()))) > 8
    assert round(np.median(chapter["longest"]["sgd", 0.3, "free"])) == 8
    adam, sgd = (
        [np.median(chapter["longest"][key]) for key in ways(kind)]
        for kind in (ADAM, SGD)
    )
    assert min(adam) > 1.5 * max(sgd)


def test_elsewhere_clipping_changes_little(chapter):
    clipped, free = medians(chapter, ways(("sgd", (0.1,))))
    assert clipped == pytest.approx(free, rel=0.25)
    adam = [chapter["learned"][key] for key in ways(ADAM)]
    assert np.ptp(adam) <= 3


def test_curves_are_those_of_the_runs_in_the_table(chapter):
    assert list(chapter["shown"]) == [
        f"{name} {rate}, {word}"
        for name, rate in (("sgd", 0.3), ("adam", 0.02))
        for word in WORDS
    ]
    for name, curves in chapter["shown"].items():
        kind, rate, word = name.replace(",", "").split()
        ends = chapter["ends"][kind, float(rate), word]
        np.testing.assert_allclose(curves[:, -2:].mean(axis=1), ends, atol=1e-3)


BIASES, STEPS = (0, 1, 3, 5), (200, 1500)


def test_table_of_biases_prints_the_stored_result(chapter):
    assert chapter["learning"]["learned"]["accuracy"] == 0.625
    assert len(chapter["hits"]) == 16
    for task in ("first counts", "last counts"):
        after = chapter["printed"].split(f"Right answers, {task}\n")[1]
        rows = [line.split() for line in after.splitlines()[3:7]]
        for bias, row in zip(BIASES, rows, strict=True):
            expected = [str(bias)]
            for steps in STEPS:
                found = np.array(chapter["hits"][task, steps, bias])
                n = (found > 0.625).sum()
                assert found.shape == (20,)
                assert chapter["solved"][task, steps, bias] == n
                expected += [f"{np.median(found):.2f}", str(n)]
            assert row == expected


def test_what_a_bias_leaves_after_39_steps(prose):
    left = [lc.sigmoid(np.array(float(bias))) ** 39 for bias in BIASES]
    half, one, three, five = (f"{value:.0e}" for value in left)
    assert (half, one) == ("2e-12", "5e-06")
    assert r"$2 \cdot 10^{-12}$ of it is left there" in prose
    assert (
        r"with 1 it is $5 \cdot 10^{-6}$, with 3 it is 0.2, with 5 it is 0.8." in prose
    )
    assert (float(three), float(five)) == (0.2, 0.8)


@pytest.fixture
def solved(chapter):
    return chapter["solved"]


@pytest.fixture
def hits(chapter):
    return {key: np.array(found) for key, found in chapter["hits"].items()}


def test_an_open_forget_gate_recalls_the_first_symbol(hits, solved):
    for steps in STEPS:
        assert hits["first counts", steps, 0].max() < 0.4
        low, high = lc.count_interval(solved["first counts", steps, 1], 20)
        assert low < 1 / 3 < high < 0.6
        assert 4 <= solved["first counts", steps, 1] <= 9
    assert abs(solved["first counts", 1500, 1] - solved["first counts", 200, 1]) <= 2
    for bias in (3, 5):
        assert solved["first counts", 200, bias] >= 18
        early = np.median(hits["first counts", 200, bias])
        assert early == pytest.approx(0.9, abs=0.05)
        late = np.median(hits["first counts", 1500, bias])
        assert round(late, 2) == 0.97


def test_a_narrower_gate_is_ahead_with_the_last_symbol_for_a_while(hits, solved):
    early, late = (
        {bias: hits["last counts", steps, bias] for bias in BIASES} for steps in STEPS
    )
    assert max(solved["last counts", 200, bias] for bias in BIASES) == 0
    lead = {bias: np.median(early[1]) - np.median(early[bias]) for bias in (3, 5)}
    assert 0.03 < lead[3] < lead[5] < 0.25
    assert np.quantile(early[1], 0.25) > np.quantile(early[5], 0.75)
    at_the_end = [np.median(late[bias]) for bias in (1, 3, 5)]
    np.testing.assert_allclose(at_the_end, 0.7, atol=0.04)
    assert np.ptp(at_the_end) < 0.05
    assert np.median(late[0]) < 0.4


def test_predictions(chapter, solved, hits):
    small, leave, share, eps, rate, bias, table = predictions("07-how-gates-learn")
    assert small.answer == "fall by about 0.00005"
    assert chapter["change"] / 1000 == pytest.approx(-0.00005, abs=5e-6)
    assert leave.answer == "along the belt, and past a matrix through the gates"
    d, step = chapter["drawn"], chapter["trace"].step(1)
    np.testing.assert_allclose(d["dc_prev"], d["dc"] * step["f"])
    assert (d["da_prev"] != 0).all()
    assert share.answer == "off by a factor in the hundreds"
    belt, gates = chapter["belt_part"][1], chapter["gate_part"][1]
    assert f"{np.median((belt / (belt + gates)).mean(axis=1)):.2f}" in share.says
    one, many = np.median(chapter["ratio"], axis=1)[1, [0, 38]]
    assert one == pytest.approx(1, abs=0.1)
    assert 100 < many < 1000
    assert eps.answer == "no, far worse"
    best = {n: np.median(runs, axis=0) for n, runs in chapter["errors"].items()}
    sizes = chapter["sizes"]
    tiny = np.abs(np.log10(sizes) + 10).argmin()  # where eps is 1e-10
    assert best["64 bits"][tiny] > 1000 * best["64 bits"].min()
    assert sizes[best["64 bits"].argmin()] == pytest.approx(1e-5, rel=9)
    assert 1e-3 <= sizes[best["32 bits"].argmin()] <= 1e-2
    learned = chapter["learned"]
    assert rate.answer == "SGD, free"
    assert learned["sgd", 0.3, "clipped"] == 20
    assert f"only {learned['sgd', 0.3, 'free']} of 20" in rate.says
    assert bias.answer == "1, 3 and 5 end up alike"
    counts = [solved["first counts", 200, b] for b in (3, 5, 1, 0)]
    said = "{} and {} of 20 have learned after 200 batches with biases of 3 and 5, "
    said += "with 1 only {},\nwith 0 none"
    assert said.format(*counts) in bias.says
    assert counts[3] == 0
    ends = [np.median(hits["last counts", 1500, b]) for b in (1, 3, 5)]
    np.testing.assert_allclose(ends, 0.7, atol=0.04)
    assert table.answer == "in what a step hands to the next"
    assert not wrong(chapter, "A", T=1)
    assert wrong(chapter, "A", T=2) == {*PARTS}


def test_the_task_asks_for_the_first_or_the_last_symbol(chapter):
    rng = np.random.default_rng(0)
    x, target, mask = next(chapter["symbol_batches"](40, rng, B=400))
    assert (x[0].argmax(axis=1) == target[-1]).mean() > 0.97
    assert mask[-1].all()
    assert not mask[:-1].any()
    x, target, _ = next(chapter["symbol_batches"](40, rng, again=0.1, B=400))
    assert (x[0].argmax(axis=1) == target[-1]).mean() < 0.5
    assert x[-10:].max() < 1.6  # nothing is shown near the end: noise only


PARTS = ("W_f", "W_u", "W_o", "W_c", "b", "x", "a0", "c0")


def wrong(chapter, name, T, start=1.0):
    errors = chapter["check"](bugs.BROKEN[name], T, start)
    assert tuple(errors) == PARTS
    return {name for name, error in errors.items() if error > 1e-7}


@pytest.mark.parametrize(("T", "start"), [(1, 0.0), (1, 1.0), (2, 1.0), (3, 1.0)])
def test_the_right_one_passes_the_readers_check(chapter, T, start):
    assert max(chapter["check"](lc.lstm_backward, T, start).values()) < 1e-7


@pytest.mark.parametrize("name", bugs.BROKEN)
def test_each_broken_one_fails_the_readers_check_at_three_steps(chapter, name):
    assert wrong(chapter, name, T=3)


@pytest.mark.parametrize(
    ("name", "T", "start", "parts"),
    [
        ("A", 1, 0.0, set()),  # all is right, and then all is wrong
        ("A", 1, 1.0, set()),
        ("A", 2, 1.0, {*PARTS}),
        ("A", 3, 1.0, {*PARTS}),
        ("B", 1, 1.0, {*PARTS} - {"W_c", "c0"}),  # three blocks at one step
        ("C", 1, 0.0, set()),
        ("C", 1, 1.0, set()),
        ("C", 2, 1.0, {*PARTS} - {"W_o"}),
        ("C", 3, 1.0, {*PARTS}),
        ("D", 1, 1.0, {"W_u", "W_o", "b", "x", "a0"}),
        ("E", 1, 0.0, {"W_f", "b", "x", "a0"}),
        ("E", 1, 1.0, {"W_f", "b", "x", "a0"}),
    ],
)
def test_which_parts_of_a_broken_one_are_wrong(chapter, name, T, start, parts):
    assert wrong(chapter, name, T, start) == parts


def test_b_shows_its_forget_gate_only_when_the_cell_state_is_not_zero(chapter):
    assert "W_f" not in wrong(chapter, "B", T=1, start=0.0)
    f = np.linspace(0, 1, 101)
    slope = lc.sigmoid(f) * (1 - lc.sigmoid(f))
    assert slope.min() == pytest.approx(0.196, abs=1e-3)
    assert slope.max() == 0.25


def test_d_two_gates_change_places(rng):
    p = lc.init_lstm(2, 3, rng=rng)
    a0_c0 = np.full((2, 2, 3), 0.5)
    trace = lc.lstm_forward(p, rng.standard_normal((1, 2, 2)), *a0_c0)
    da = rng.standard_normal((1, 2, 3))
    found, right = bugs.backward_d(p, trace, da), lc.lstm_backward(p, trace, da)
    f, u, o, c = np.split(found.W, 4)
    np.testing.assert_allclose(np.vstack([f, o, u, c]), right.W, atol=1e-12)
    assert not np.allclose(found.a0, right.a0)
    assert not np.allclose(found.x, right.x)


def test_e_one_block_is_wrong_and_right_would_be_zero(chapter):
    assert chapter["check"](bugs.backward_e, 1, 0.0)["W_f"] == pytest.approx(1)


def one_step(chapter, gates, c_prev, c, da):
    """The chapter's backward step for one unit whose weights are all 1."""
    p = lc.LSTMParams(np.ones((4, 2)), np.zeros(4))
    gates = {name: np.full((1, 1), value) for name, value in gates.items()}
    states = (np.full((1, 1), v) for v in (0.0, 0.0, c_prev, c))
    return chapter["step_backward"](p, *states, gates, np.full((1, 1), da), np.zeros(1))


def test_one_step_back_by_hand(chapter):
    gates = {"f": 0.5, "u": 0.5, "o": 0.5, "c_cand": 0.6}
    g = one_step(chapter, gates, c_prev=0.6, c=0.6, da=1.0)
    dz = dict(zip(lc.GATES, g["db"], strict=True))
    assert np.tanh(0.6) == pytest.approx(0.537, abs=5e-4)
    assert 1 - np.tanh(0.6) ** 2 == pytest.approx(0.712, abs=5e-4)
    assert g["dc_prev"].item() == pytest.approx(0.178, abs=5e-4)
    wanted = {"f": 0.053, "u": 0.053, "o": 0.134, "c": 0.114}
    assert dz == pytest.approx(wanted, abs=6e-4)


@pytest.mark.parametrize("f", [0.0, 1.0])
def test_a_gate_that_is_shut_or_open_for_good_cannot_learn(chapter, f):
    gates = {"f": f, "u": 0.5, "o": 0.5, "c_cand": 0.6}
    g = one_step(chapter, gates, c_prev=0.6, c=0.6, da=1.0)
    assert g["db"][0] == 0
    assert (g["dc_prev"] == 0) == (f == 0)
    assert g["da_prev"] != 0  # the second way stays open


def test_one_gate_for_two(chapter):
    z_f, c_prev, c_cand = np.array([0.3]), 0.7, -0.4

    def loss(z):
        f = lc.sigmoid(z[0])
        return np.tanh(f * c_prev + (1 - f) * c_cand)

    f = lc.sigmoid(z_f[0])
    dc = 1 - loss(z_f) ** 2
    derived = dc * (c_prev - c_cand) * f * (1 - f)
    assert derived == pytest.approx(chapter["numerical_gradient"](loss, z_f, 1e-5)[0])


def two_gradients(chapter, bias, seed, last=40):
    """Gradients of an untrained network of exercise 7.9: full, cut, its last steps."""
    rng = np.random.default_rng(seed)
    model = lc.make_model(4, 16, 4, rng=rng, forget_bias=bias)
    x, target, mask = next(chapter["symbol_batches"](40, rng, dtype=np.float64))
    scores, trace = model.forward(x)
    da = np.zeros_like(trace.a)
    right = np.eye(4)[target[-1]]
    da[-1] = (lc.softmax(scores[-1]) - right) / 32 @ model.params["W_y"]
    p, found = lc.LSTMParams(model.params["W"], model.params["b"]), []
    for keep, first in ((1, 0), (0, 0), (1, 40 - last)):
        dW, db, da_next, dc_next = 0, 0, 0, 0 * trace.c0
        for t in reversed(range(first, 40)):
            g = chapter["step_at"](p, trace, t, da[t] + keep * da_next, dc_next)
            dW, db = dW + g["dW"], db + g["db"]
            da_next, dc_next = g["da_prev"], g["dc_prev"]
        found.append(np.append(dW, db))
    whole = model.loss_and_grads((x, target, mask))[1]
    np.testing.assert_allclose(found[0], np.append(whole["W"], whole["b"]), atol=1e-12)
    return found


@pytest.mark.parametrize(
    ("bias", "about", "least", "most"),
    [(0.0, 0.9, 0.85, 0.95), (1.0, 0.55, 0.35, 0.75), (3.0, 0.2, -0.2, 0.6)],
)
def test_the_cut_gradient_agrees_best_at_bias_zero(chapter, bias, about, least, most):
    cosines = []
    for seed in range(20):
        full, cut, _ = two_gradients(chapter, bias, seed)
        cosines.append(full @ cut / np.linalg.norm(full) / np.linalg.norm(cut))
    assert np.median(cosines) == pytest.approx(about, abs=0.05)
    assert least < min(cosines)
    assert max(cosines) < most


def test_at_bias_zero_the_last_ten_steps_make_the_gradient(chapter):
    changes = {0.0: [], 1.0: [], 3.0: []}
    for bias, seed in product(changes, range(20)):
        full, _, last = two_gradients(chapter, bias, seed, last=10)
        changes[bias].append(np.linalg.norm(full - last) / np.linalg.norm(full))
    assert np.median(changes[0.0]) == pytest.approx(0.03, abs=5e-3)
    assert max(changes[0.0]) < 0.1 < 0.25 < min(changes[1.0])
    assert max(changes[1.0]) < 0.82 < min(changes[3.0])
