"""What chapter 10 says, held against its own cells; with and without PyTorch."""

import re

import numpy as np
import pytest
from chapter_code import code_cells, predictions, texts
from chapters import (
    STORED,
    check_width_of_output,
    printed_without_torch,
    run_chapter,
)

import lstm_core as lc
from lstm_core.pytorch.frameworks import ORDERS
from lstm_core.stored import results

NAME = "10-numpy-to-gpu"


@pytest.fixture(scope="module")
def chapter():
    return run_chapter(NAME)


def prose():
    """All cells of text."""
    return "\n".join(texts(NAME))


@pytest.fixture(scope="module")
def without_torch():
    return printed_without_torch(NAME)


def times(sweep, program="lstm_core"):
    return np.array([row["ms"][program] for row in sweep])


def test_output_fits_a_phone(chapter):
    check_width_of_output(chapter)


def test_states_and_gradients_are_equal(chapter):
    said = re.findall(r"^(?:a|weight|bias)\S* +(\S+)$", chapter["printed"], re.M)
    assert len(said) == 4
    assert max(map(float, said)) < 1e-13
    np.testing.assert_allclose(chapter["theirs"]["a"], chapter["trace"].a, atol=1e-14)
    for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
        want = chapter["ours"][name if name != "bias_hh_l0" else "bias_ih_l0"]
        np.testing.assert_allclose(chapter["theirs"][name], want, atol=1e-12)


def test_training_takes_the_same_course(chapter):
    assert chapter["relative"].max() < 1e-10
    loss = chapter["curves"]["NumPy"]
    assert len(loss) == 20
    assert loss[-1] < loss[0]


def test_two_trained_biases_leave_the_course_after_the_first_batch(torch):
    x = np.random.default_rng(1).standard_normal((9, 4, 5))
    p = lc.init_lstm(5, 8, rng=np.random.default_rng(0))
    losses, moved = {}, {}
    for frozen in (True, False):
        lstm = torch.nn.LSTM(5, 8, dtype=torch.float64)
        lstm.load_state_dict(lc.to_torch(p))
        lstm.bias_hh_l0.requires_grad_(not frozen)
        weights = [v for v in lstm.parameters() if v.requires_grad]
        optimizer = torch.optim.Adam(weights, lr=1e-2)
        losses[frozen] = []
        for _ in range(2):
            loss = (lstm(torch.tensor(x))[0] - 1).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[frozen].append(loss.item())
            moved.setdefault(frozen, lc.from_torch(lstm).b - p.b)  # in the first step
    ours = np.mean((lc.lstm_forward(p, x).a - 1) ** 2)
    for frozen in (True, False):
        assert abs(losses[frozen][0] / ours - 1) < 5e-15
    np.testing.assert_allclose(moved[False], 2 * moved[True], rtol=1e-6)
    assert abs(losses[True][1] / losses[False][1] - 1) > 1e-4


def test_time_grows_about_in_proportion_to_the_steps(chapter):
    ms = times(chapter["cost"]["sweeps"]["T"])
    np.testing.assert_allclose(ms[1:] / ms[:-1], 2, rtol=0.1)
    np.testing.assert_allclose(ms[3:] / ms[:-3], 8, rtol=0.15)


def test_the_first_sequences_are_cheap_company(chapter):
    rows = chapter["cost"]["sweeps"]["B"]
    assert [row["B"] for row in rows] == [1, 2, 4, 8, 16, 32, 64, 128]
    eight_times = times(rows)[3:] / times(rows)[:-3]
    assert eight_times[0] < 3 < 7 < eight_times[-1]


def test_the_page_names_the_machine_of_each_stored_time(chapter):
    for kind in ("speed_cpu", "speed_scaling"):
        machine = lc.stored_result(kind)["machine"]
        threads = machine["threads"]
        said = f"{machine['cpu']}, {threads} thread{'s' if threads > 1 else ''}"
        assert f"{said}, {machine['date']}" in chapter["printed"]


def test_products_count_with_many_units_and_the_rest_with_few(chapter):
    rows = chapter["cost"]["sweeps"]["n_a"]
    share = times(rows, "products") / times(rows)
    assert share[0] < 0.5 < 0.7 < share[-1] < 1.05


def test_a_step_written_gate_by_gate_has_18_operations(chapter, monkeypatch):
    class Counting(np.ndarray):
        count = 0

        def __array_ufunc__(self, ufunc, method, *inputs, **options):
            Counting.count += 1
            plain = [np.asarray(value) for value in inputs]
            return getattr(ufunc, method)(*plain, **options).view(Counting)

    step, p = chapter["gate_by_gate"], chapter["p"]
    p = lc.LSTMParams(p.W.view(Counting), p.b.view(Counting))
    monkeypatch.setattr(chapter["lc"], "sigmoid", np.positive)  # one operation each
    x_t, a, c = (np.ones((4, n)).view(Counting) for n in (5, 8, 8))
    Counting.count = 0  # the weights were checked
    step(p, x_t, a, c)
    assert 1 + Counting.count == 18  # and the hstack
    assert "operations in a sequence of 100 steps: 1800" in chapter["printed"]


def test_predictions(chapter):
    gates, padding, quotes, jam, equal, cost = predictions(NAME)
    assert gates.answer == "shut at a mark, open at all others"
    f, u = (getattr(chapter["seen"], gate)[:, 0, chapter["unit"]] for gate in "fu")
    mark = chapter["x"][:, 0, 1] == 1
    assert f[mark].max() < 0.5 < f[~mark].min()
    assert u[~mark].max() < 0.5 < u[mark].min()
    assert padding.answer == "all of them"
    assert chapter["differ"][:, 1:].sum() == chapter["real"][:, 1:].sum()
    assert quotes.answer == "0.8 to 0.95"
    assert 0.8 < abs(chapter["tells"][0]) < 0.95
    assert jam.answer == "about the sum of both"
    second = np.flatnonzero(mark)[1]
    old, new = chapter["held"][[0, second], 0, 0]
    shown = chapter["columns"]["f at 1"][second]
    assert abs(shown - (old + new)) < 0.5 * min(abs(shown - old), abs(shown - new))
    assert equal.answer == "about $10^{-16}$"
    gap = np.abs(chapter["theirs"]["a"] - chapter["trace"].a).max()
    assert 1e-17 < gap < 3e-15
    assert cost.answer == "yes, no"
    steps, sequences = (chapter["cost"]["sweeps"][size] for size in ("T", "B"))
    ms = times(steps)
    np.testing.assert_allclose(ms[3:] / ms[:-3], 8, rtol=0.15)
    assert [row["B"] for row in sequences][:4] == [1, 2, 4, 8]
    assert times(sequences)[3] < 3 * times(sequences)[0]


def test_numbers_of_the_exercise_on_launches():
    assert round(784 * 18 * 5e-3) == 71  # milliseconds
    assert round(784 * 2 * 5e-3, 1) == 7.8


def test_one_product_for_all_inputs_gives_the_same(chapter):
    many = chapter["all_at_once"]
    np.testing.assert_allclose(many, chapter["step_by_step"], atol=1e-13)


def test_precision_decides_which_library_is_ahead(chapter):
    rows = chapter["speed"]["rows"]
    double, single = (
        [row["ratio"]["torch"] for row in rows if row["dtype"] == dtype]
        for dtype in ("float64", "float32")
    )
    assert len(double) == len(single) == 6
    assert min(double) > max(1, *single)
    assert sum(ratio < 1 for ratio in single) == 4
    best = min(rows, key=lambda row: row["ratio"]["torch"])
    assert (best["dtype"], best["n_a"], best["B"]) == ("float32", 64, 32)
    assert min(single) > 0.5  # NumPy takes less than twice as long


def test_a_forward_pass_keeps_seven_numbers_a_unit_and_step(chapter):
    kept = [row["trace_arrays"] for row in chapter["speed"]["rows"]]
    np.testing.assert_allclose(kept, 7, atol=0.05)


def test_both_networks_have_learned_the_task(chapter):
    constant = np.mean(chapter["fresh"][1] ** 2)
    assert np.mean(chapter["losses"][-50:]) < 0.3 * constant
    assert chapter["our_model"].loss(chapter["fresh"]) < 0.01 * constant


def test_the_gates_of_the_network_that_ships_are_valves(chapter):
    seen, unit, mark = chapter["seen"], chapter["unit"], chapter["x"][:, 0, 1] == 1
    assert mark.sum() == 3
    assert abs(chapter["follows"][unit]) > 0.99
    f, u = (gate[:, 0, unit] for gate in (seen.f, seen.u))
    assert f[mark].max() < 0.5 < 0.95 < f[~mark].min()
    assert u[~mark].max() < 0.1 < 0.5 < u[mark].min()


def test_one_unit_holds_the_number_in_some_networks_and_not_in_others(chapter):
    run, stored = chapter["run"], chapter["hold"]
    assert {len(values) for values in run.values()} == {40}
    assert len(stored["seeds"]) == 40
    assert stored["shown"] not in stored["seeds"]
    assert (run["f_mark"] < run["f_else"]).all()
    assert run["f_mark"].max() < 0.3  # lets go
    wrong = run["u_mark"] <= run["u_else"]
    assert 1 <= wrong.sum() <= 6
    alone, shared = run["one"] >= 0.995, run["both"] >= 0.95
    assert 2 <= alone.sum() <= 8
    assert (shared & ~alone).sum() > 0.7 * (~alone).sum()
    assert run["f_else"][alone].min() > 0.95
    assert run["u_else"][alone].max() < 0.05


def test_with_frequent_marks_the_forget_gate_stands_lower_between_them(chapter):
    stored = chapter["hold"]
    rare, frequent = (np.array(stored[k]["f_else"]) for k in ("rare", "frequent"))
    assert stored["often"] == 0.5
    low, high = lc.count_interval(sum(frequent < rare), 40)
    said = f"in {sum(frequent < rare)} ({100 * low:.0f} to {100 * high:.0f} %)"
    said += f", with a middle value of {np.median(frequent):.2f} instead of "
    said += f"{np.median(rare):.2f}"
    assert said in " ".join(prose().split())


def test_gates_through_a_file_and_by_hand_are_the_same(chapter):
    assert np.abs(chapter["by_numpy"].f - chapter["seen"].f).max() < 1e-5
    assert chapter["params"].dtype == np.float32
    np.testing.assert_array_equal(chapter["right"].W, chapter["params"].W)


def test_a_wrong_order_is_not_seen_by_shapes(chapter):
    off = re.findall(r"read as (\w+): +hidden states off by (\S+)", chapter["printed"])
    assert [name for name, _ in off] == ["keras", "tf1"]
    assert float(off[0][1]) == 0 < 0.5 < float(off[1][1])


def test_the_table_of_orders_is_that_of_the_package():
    rows = re.findall(r"^\| (\w+) \| ([a-z](?:, [a-z]){3}) \|", prose(), re.M)
    assert {name: letters.replace(", ", "") for name, letters in rows} == ORDERS


def test_padding_changes_every_step_of_the_shorter_sequences(chapter):
    assert chapter["differ"].sum(axis=0).tolist() == [0, 5, 3, 2]
    assert chapter["real"].sum() == 19
    assert np.isnan(chapter["told"][~chapter["real"]]).all()
    assert np.isfinite(chapter["told"][chapter["real"]]).all()
    text = " ".join(prose().split())
    assert "All ten real steps of the three shorter sequences differ; the nine" in text


def test_the_hook_is_found_and_watch_would_be_right(torch, chapter):
    said = " ".join(chapter["printed"].split())
    assert "module: expected a module that computes what its weights say" in said
    assert "has it a forward pre-hook that changes what it reads?" in said
    torch.manual_seed(0)
    module, x = torch.nn.LSTM(5, 6), torch.randn(9, 4, 5)
    (want,) = lc.trace_torch(module, 2 * x)
    module.register_forward_pre_hook(lambda module, args: (2 * args[0], *args[1:]))
    with lc.watch(module) as seen:
        module(x)
    torch.testing.assert_close(seen[""][0][0].f, want.f)


def test_one_unit_tells_the_quotation_and_all_units_more(chapter):
    tells = np.abs(chapter["tells"])
    assert tells[0] > 0.8
    assert (tells[1:3] < tells[0]).all()
    assert round(float(tells[3]), 2) == 0.97
    assert len(chapter["order"]) == 64


def test_the_unit_speaks_in_words_and_not_at_spaces_and_marks(chapter):
    state = chapter["read"].a[:, 10:, chapter["best"]]
    inside = chapter["inside"][:, 10:] == 1
    letters = np.transpose([[*text] for text in chapter["texts"][10:]])
    for letter in chapter["LETTERS"]:
        here = letters == letter
        within, without = state[here & inside], state[here & ~inside]
        if letter.isalpha():
            assert within.mean() < -0.5 < 0 < 0.15 < without.mean()
        elif letter != ".":  # which is outside always
            assert abs(within.mean()) < 0.3
            assert abs(without.mean()) < 0.3


def test_contexts_are_inside_where_it_is_lowest_and_outside_where_highest(chapter):
    for value, text in chapter["high"]:
        assert value > 0.7
        assert text.rpartition(" ")[0].endswith(('".', "."))
    for value, text in chapter["low"]:
        assert value > 0.95
        assert '"' in text.rpartition(".")[2]
        assert text.rpartition(".")[2].count('"') == 1


def test_which_gates_are_open_nearly_always(chapter):
    count = {}
    for gate, values in chapter["gates"].items():
        often, shut = ((part).mean((0, 1)) for part in (values > 0.9, values < 0.1))
        count[gate] = np.sum(often > 0.95)
        seldom = np.sum(often < 0.25)
        if gate == "f":
            assert seldom > 0.6 * len(often)
        assert shut.max() < 0.95
    assert count["f"] <= 1
    assert 15 <= count["u"] <= 24
    assert 15 <= count["o"] <= 24


def test_a_jammed_forget_gate_adds_up_and_one_that_is_shut_forgets(chapter):
    output, held = chapter["columns"], chapter["held"][:, 0, 0]
    mark = chapter["x"][:, 0, 1] == 1
    sums = np.cumsum(held * mark)
    np.testing.assert_allclose(output["as it is"], held, atol=0.11)
    np.testing.assert_allclose(output["f at 1"], sums, atol=0.25)
    np.testing.assert_allclose(output["f at 0"][mark], held[mark], atol=0.11)
    assert np.abs(output["f at 0"][~mark]).max() < 0.12


def test_how_a_fresh_network_forgets(chapter):
    opened = chapter["opened"]
    np.testing.assert_allclose(opened, [0.5, 0.73, 0.88], atol=0.01)
    half = lc.half_life(opened)
    assert [f"{value:.2g}" for value in half] == ["0.99", "2.2", "5.4"]
    assert "follows: 1 step, 2.2 steps, or 5.4" in " ".join(prose().split())
    np.testing.assert_allclose(1 / (1 + np.exp(-np.arange(3))), opened, atol=0.01)


def test_a_layer_of_keras_starts_with_the_forget_gate_that_is_said(torch, chapter):
    """And PyTorch's own biases start within 1 / sqrt(n_a)."""
    lstm = torch.nn.LSTM(32, 64)
    assert max(lstm.bias_ih_l0.abs().max(), lstm.bias_hh_l0.abs().max()) <= 1 / 8


def test_the_gru_of_pytorch_keeps_with_its_update_gate(chapter):
    gru = chapter["gru"]
    assert isinstance(gru, lc.GRUTrace)
    kept = gru.u * gru.a_prev + (1 - gru.u) * gru.a_cand
    np.testing.assert_allclose(gru.a, kept, atol=1e-6)


def test_no_case_in_the_table_is_wrong(chapter):
    counts = chapter["counts"]
    assert counts.keys() == {"right", "masked", "refused"}
    assert sum(map(sum, counts.values())) == len(chapter["rows"]) > 130
    assert "wrong without a word: none." in prose()
    for row in chapter["rows"]:
        assert f"{row['case']} " in chapter["printed"]


def test_gates_follow_from_hidden_states(chapter):
    p, seen = chapter["our_model"].cell_params, chapter["seen"]
    f, u, o, c = chapter["recover_gates"](p, chapter["x"], seen.a)
    for got, want in ((f, seen.f), (u, seen.u), (o, seen.o), (c, seen.c)):
        np.testing.assert_allclose(got, want, atol=1e-5)


def test_with_pytorch_nothing_is_marked_as_stored(torch, chapter):
    assert STORED not in chapter["printed"]


def test_without_pytorch_stored_results_are_shown_and_marked(without_torch):
    calls = "".join(code_cells(NAME)).count("@lc.with_torch\n")
    assert without_torch.count(STORED) >= calls > 0
    assert max(map(len, without_torch.splitlines())) <= 46


def test_stored_results_are_those_of_the_page(torch, chapter, without_torch):
    def steady(printed):
        lines = printed.strip().splitlines()
        own = " ms", "e-1", "0e+00", "yours"  # times, rounding, a live training
        return [v for v in lines if STORED not in v and not any(t in v for t in own)]

    assert steady(without_torch) == steady(chapter["printed"])


def test_what_is_said_of_a_gpu_was_measured(chapter):
    """Whoever measures another GPU has to read these sentences again."""
    rows = results.stored_result("speed_gpu")["rows"]
    text, sizes = " ".join(prose().split()), ("T", "B", "n_x", "n_a")
    single, double = (
        {tuple(row[n] for n in sizes): row["ms"] for row in rows if row["dtype"] == d}
        for d in ("float32", "float64")
    )
    slower = [ms["loop"] / ms["nn.LSTM"] for ms in single.values()]
    times = f"{min(slower):.0f} to {max(slower):.0f} times as long as `nn.LSTM`"
    assert f"In float32 the loop took {times}" in text
    small, large = (100, 32, 64, 128), (100, 64, 512, 512)
    loops = [f"{single[size]['loop']:.0f}" for size in (large, small)]
    assert "{} ms against {}".format(*loops) in text
    more = [B * n_a * (n_a + n_x) for _, B, n_x, n_a in (large, small)]
    assert 38 < more[0] / more[1] < 43 and "about forty times as much" in text

    ahead = [ms["nn.LSTM"] < ms["nn.LSTM cpu"] for ms in single.values()]
    assert len(ahead) == 6 and ahead.count(True) == 5
    assert not ahead[list(single).index((50, 1, 28, 64))]
    assert all(ms["nn.LSTM"] < ms["nn.LSTM cpu"] for ms in double.values())

    def costs(name, without):
        found = [row["ms"][name] - row["ms"][without] for row in rows]
        return f"{min(found):.1f} to {max(found):.1f} ms"

    assert f"{costs('trace_torch', 'forward')} for `trace_torch`" in text
    assert f"{costs('TorchModel', 'bare')} for a training step" in text
    forward = [row["ms"]["forward"] for row in rows]
    assert f"{min(forward):.1f} ms that is a lot" in text
    assert f"{max(forward):.0f} ms little" in text
    assert len(chapter["single"]) == 6
