"""What the fifteen minutes say in words, held against the numbers of their cells."""

import re

import numpy as np
import pytest
from chapter_code import cell_with
from chapters import run_again
from reading import cells_of

import lstm_core as lc
from lstm_core.explorers.start import STEPS, answers

PLAIN = str.maketrans("\N{MINUS SIGN}\N{MULTIPLICATION SIGN}", "-*")
MARKDOWN = "\n\n".join(text for kind, _, text in cells_of("tour") if kind == "markdown")
TEXT = " ".join(MARKDOWN.translate(PLAIN).split())
"""The text on one line, with the signs of the keyboard."""
STOPS = np.arange(-20, 21) / 20


@pytest.fixture(scope="module")
def tour():
    return run_again("tour")


@pytest.fixture(scope="module")
def cat(tour):
    return {name: float(value[0]) for name, value in tour["cat"].items()}


def shown(value, decimals=2):
    return f"{value:.{decimals}f}"


def says(*parts):
    for part in parts:
        assert part in TEXT, part


def test_no_code_is_seen():
    hidden = {"remove-input", "remove-cell"}
    code = [tags for kind, tags, _ in cells_of("tour") if kind == "code"]
    assert all(hidden & set(tags) for tags in code)


def test_it_follows_the_way_of_the_article():
    titles = re.findall(r"## ([A-Z][^#]*?)(?= [A-Z>$`])", TEXT)
    order = [
        "A network that reads",
        "The network, unrolled",
        "A short memory",
        "How you read",
        "A second memory",
    ]
    order += ["A gate: a valve", "Singular and plural", "Forget", "Update"]
    order += ["The new cell state", "Output", "One step by hand", "The row of cells"]
    order += ["What this means", "Three questions", "In short"]
    places = [TEXT.index(f"# {title}") for title in order]
    assert places == sorted(places)
    assert titles


def test_every_chapter_but_the_last_is_linked():
    linked = set(re.findall(r"\]\((\d\d)-", TEXT))
    assert linked == {f"{n:02}" for n in range(1, 10)}


def test_every_part_leads_to_its_chapter():
    _, *parts = re.split(r"^###? ", MARKDOWN, flags=re.MULTILINE)
    links = {
        part.partition("\n")[0]: set(re.findall(r"\]\((\w+)", part)) for part in parts
    }
    assert links["Forget: what may stay?"] == links["Update: what may come in?"]
    assert links["Update: what may come in?"] == {"03"}
    assert [name for name, found in links.items() if not found] == [
        "A network that reads",  # as the next, part of what leads to chapter 1
        "The network, unrolled",
        "One step by hand",  # follows the link to chapter 5
        "Three questions",
        "In short",
    ]


TERMS = ["recurrent network", "hidden state", "input", "prediction", "weights"]
TERMS += ["tanh", "softmax", "training", "unrolled", "cell state", "conveyor belt"]
TERMS += ["valve", "sigmoid", "opening", "candidate"]


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_explained_where_it_is_first_used(term):
    told = MARKDOWN[MARKDOWN.index("## A network") :]
    told = re.sub(r"\$+[^$]*\$+|^#.*$", "", told, flags=re.MULTILINE)
    first = re.search(rf"\b{term}\b", " ".join(told.split()), re.IGNORECASE)
    assert first.string[first.start() - 2 : first.end() + 2].lower() == f"**{term}**"


def test_the_sign_of_the_product_is_explained_before_it_is_used():
    before, _, _ = TEXT.partition(r"$$c_t = f_t \odot c_{t-1}")
    assert before.endswith(r"The sign $\odot$ multiplies two lists number by number: ")
    assert before.count(r"\odot") == 1


@pytest.mark.parametrize("word", ["fresh", "cross", "number of the subject"])
def test_a_word_that_was_not_understood_is_gone(word):
    assert word not in TEXT


def test_the_basic_cell_takes_two_things_and_gives_two(tour):
    assert {*tour["first"]} == {"x_t", "a_prev", "a"}
    assert tour["y"].sum() == pytest.approx(1)
    assert len(tour["first"]["a"]) == 16
    says("Its $a_0$ is a list of 16 numbers")


def test_what_tanh_makes():
    says("it turns 0.5 into 0.46, and 3 into 0.995")
    assert (shown(np.tanh(0.5)), shown(np.tanh(3), 3)) == ("0.46", "0.995")


def test_how_far_the_start_moves_the_predictions(tour):
    p, out, x = (tour[name] for name in ("basic", "out", "inputs"))
    every = []
    for stop in STOPS:
        trace = lc.rnn_forward(p, x[:10], np.full((1, 16), stop))
        every.append(lc.softmax(lc.readout(out, trace.a))[:, 0, 4])
    moved = np.ptp(every, axis=0)[[t - 1 for t in STEPS]]
    said = [shown(value, n) for value, n in zip(moved, (2, 2, 3), strict=True)]
    assert said == ["0.56", "0.08", "0.005"]
    says("the first by 0.56, the third by 0.08, and the tenth by 0.005")
    explorer = tour["widgets"].StartExplorer(p, out, x, answer=4)
    again = [answers(explorer._spec["data"], stop) for stop in STOPS]
    np.testing.assert_allclose(again, every, atol=5e-4)


def test_the_network_is_that_of_chapter_1():
    ours = "".join(text for kind, _, text in cells_of("tour") if kind == "code")
    theirs = cell_with("01-rnn-limits", "n_a=16")
    for made in (
        "default_rng(0)",
        "init_rnn(n_x=4, n_a=16,",
        "standard_normal((100, 1, 4))",
    ):
        assert made in ours
        assert made in theirs


def test_one_number_for_the_short_memory(tour):
    trace = lc.rnn_forward(tour["basic"], tour["inputs"])
    slope = np.mean(1 - trace.a**2)
    assert slope == pytest.approx(0.65, abs=0.005)
    singular = np.linalg.svd(tour["basic"].W_aa, compute_uv=False)
    np.testing.assert_allclose(singular, 1)  # turn and mirror, stretch nothing
    exact = lc.jacobian_norms(tour["basic"], trace)[:, 0]
    assert exact[-1] < 1e-12
    assert exact[9] < 0.2
    says("pass on **0.65** of a small change, on average")
    for steps, left in {1: "0.65", 3: "0.27", 10: "0.013"}.items():
        says(f"| {steps} | {left} |")
        assert 0.65**steps == pytest.approx(float(left), rel=0.04)
    says(f"| 100 | 0.{'0' * 18}2 |")
    assert f"{np.power(0.65, 100):.0e}" == "2e-19"


def test_larger_weights_blow_a_change_up():
    grown = []
    for seed in range(7):
        rng = np.random.default_rng(seed)
        net = lc.init_rnn(n_x=4, n_a=32, rng=rng, gain=4.0)
        trace = lc.rnn_forward(net, rng.standard_normal((100, 1, 4)))
        grown.append(lc.jacobian_norms(net, trace)[-1, 0])
    assert min(grown) > 1e6


def test_the_cell_of_the_tour_does_what_is_said_of_it(tour, cat):
    trace = tour["trace"]
    c, a = trace.c[:, 0, 0], trace.a[:, 0, 0]
    assert [*tour["READ"]] == ["dogs", "sleep", "cat", "sings"]
    assert (np.sign(c) == [-1, -1, 1, 1]).all()
    assert tour["READ"]["cat"] == (1, 1, 0)
    says("so $x_t = (1, 1, 0)$. On the belt lies -0.79")
    assert shown(cat["c_prev"]) == "-0.79"
    assert np.abs(a[[1, 3]]).min() > 0.4 > 0.1 > np.abs(a[[0, 2]]).max()  # at verbs


def test_the_step_is_what_the_text_computes(tour, cat):
    for name, value in {"f": "0.10", "u": "0.90", "o": "0.10"}.items():
        assert shown(cat[name]) == value
        says(f"${name}_t = {value}$")
    kept, let_in = cat["f"] * cat["c_prev"], cat["u"] * cat["c_cand"]
    parts = shown(kept), shown(let_in), shown(cat["c"])
    assert parts == ("-0.08", "0.88", "0.80")
    assert (shown(cat["c_cand"]), shown(cat["tanh_c"])) == ("0.98", "0.66")
    assert shown(cat["a"]) == "0.07"
    says("only 0.10 * (-0.79) = -0.08 stays", "here 0.98, a singular")
    says("and 0.10 * 0.66 = 0.07 shows")
    np.testing.assert_allclose(cat["c"], kept + let_in)
    np.testing.assert_allclose(cat["a"], cat["o"] * cat["tanh_c"])


def test_the_four_pictures_say_the_numbers_of_the_step(tour):
    texts = [text.translate(PLAIN) for text in tour["texts"]]
    assert [*tour["FOUR"]] == ["Forget", "Candidate", "Let in", "Sum"]
    assert texts == [
        "0.10 * (-0.79) = -0.08 stays on the belt.",
        "The cell proposes 0.98: a singular.",
        "0.90 * 0.98 = 0.88 is let in.",
        "-0.08 + 0.88 = 0.80 lies on the belt now.",
    ]
    sums = [match[0] for text in texts for match in re.finditer(EQUAL, text)]
    assert len(sums) == 3
    for one in sums:
        comes_to_what_is_shown(one)


def test_the_table_has_the_weights_of_the_cell(tour):
    p = tour["cell"]
    for gate, name in {
        "f": "forget",
        "u": "update",
        "c": "candidate",
        "o": "output",
    }.items():
        weights, bias = getattr(p, f"W_{gate}")[0], getattr(p, f"b_{gate}")[0]
        row = ", ".join(f"{w:g}" for w in weights[1:])
        says(f"| {name} | {row} | {bias:g} |")
        assert weights[0] == 0  # of the hidden state


NUMBER = r"(?:tanh)?\(?-?\d+(?:\.\d+)?\)?"
SUM = rf"{NUMBER}(?: [-+*] {NUMBER})*"
EQUAL = rf"(?<![\w$(\-.\\]){SUM}(?: = {SUM})+"
SUMS = sorted(set(re.findall(EQUAL, TEXT)))


def comes_to_what_is_shown(sums):
    """Whoever computes with the rounded numbers of the page gets its result."""
    *sides, last = sums.split(" = ")
    decimals = len(last.partition(".")[2])
    for side in sides:
        error = abs(eval(side, {"tanh": np.tanh}) - float(last))
        assert error < 0.499 * 10**-decimals, (side, last)


def test_there_are_sums_to_check():
    assert len(SUMS) >= 12
    assert "0.10 * (-0.79) + 0.90 * 0.98 = -0.08 + 0.88 = 0.80" in SUMS


@pytest.mark.parametrize("sums", SUMS)
def test_every_sum_of_the_text_is_right_with_its_rounded_numbers(sums):
    comes_to_what_is_shown(sums)


def test_one_entry_is_erased_and_another_kept():
    says("$f_t = (0, 1)$ turns $(-0.8, 0.5)$ into $(0, 0.5)$")
    np.testing.assert_array_equal(np.array([0, 1]) * [-0.8, 0.5], [0, 0.5])


CALLS = set(re.findall(r"(\\sigma|\\tanh)\((-?[\d.]+)\) = (-?[\d.]*\d)", TEXT))


def test_there_are_values_to_check():
    assert {z for _, z, _ in CALLS} >= {"2.2", "-2.2", "0", "0.72"}


@pytest.mark.parametrize(("name", "z", "value"), sorted(CALLS))
def test_every_value_of_sigmoid_and_tanh_is_right(name, z, value):
    function = lc.sigmoid if name == r"\sigma" else np.tanh
    decimals = len(value.partition(".")[2])
    assert shown(function(np.float64(z)), decimals) == value


def test_the_answer_of_the_next_step(tour):
    sings = tour["steps"]["sings"]
    assert tour["READ"]["sings"] == (0, 0, 1)
    for name, value in {"c_prev": 0.80, "f": 0.90, "u": 0.10, "c": 0.72}.items():
        assert round(float(sings[name][0]), 2) == value
    assert round(float(sings["a"][0]), 2) == 0.56
    says("0.90 * 0.80 + 0.10 * 0 = 0.72", "0.90 * 0.62 = 0.56")


def at(tour, word, name):
    return getattr(tour["row"], name)[tour["words"].index(word), 0, 0]


def test_the_five_moments_of_the_row(tour):
    row, words = tour["row"], tour["words"]
    f, u, o, c, a = (getattr(row, name)[:, 0, 0] for name in ("f", "u", "o", "c", "a"))
    assert [w for w, g in zip(words, u, strict=True) if g > 0.5] == ["dogs", "cat"]
    assert [w for w, g in zip(words, o, strict=True) if g > 0.5] == [
        "sleep(s)",
        "sing(s)",
    ]
    assert [w for w, g in zip(words, f, strict=True) if g < 0.5] == ["."]
    wide = np.minimum(f, 1 - f), np.minimum(u, 1 - u), np.minimum(o, 1 - o)
    assert np.max(wide) < 0.02  # open and close almost all the way
    assert {shown(g, 3) for g in np.concatenate([f, u, o]) if g > 0.5} == {"0.998"}
    says("1.00 stands for 0.998")
    assert at(tour, "bird", "c_cand") > 0.99
    assert words.index("dogs") == 1
    np.testing.assert_allclose(c[1:6], -1, atol=0.02)  # c_2 to c_6
    assert abs(c[words.index(".")]) < 0.01
    assert c[words.index("cat")] > 0.98
    assert a[words.index("sleep(s)")] < -0.5 < 0.5 < a[words.index("sing(s)")]
    filled = lc.agreement.fill_verbs(words, a)
    assert filled == "the dogs near the bird sleep.\nthe cat sings"


def test_the_second_number_keeps_the_bird_out(tour):
    row, words = tour["row"], tour["words"]
    near, bird = words.index("near"), words.index("bird")
    noted = row.c[:, 0, 1]
    np.testing.assert_allclose(noted[near:bird], 1, atol=0.03)  # until the next noun
    assert np.abs(np.delete(noted, range(near, bird))).max() < 0.03
    told = lc.agreement.hand_set()
    told.W_u[0, 1] = 0  # the update gate no longer sees it
    x_row, _ = lc.agreement.encode(tour["TEXT"])
    assert lc.lstm_forward(told, x_row).u[bird, 0, 0] > 0.99


def test_the_two_cells_have_other_rules(tour):
    row, words, trace = tour["row"], tour["words"], tour["trace"]
    assert (trace.f[:, 0, 0] < 0.5).tolist() == [True, False, True, False]  # subjects
    assert row.f[words.index("cat"), 0, 0] > 0.9
    assert row.f[words.index("."), 0, 0] < 0.1
    says("has other rules than ours. It reads every word, forgets at the full stop")


def test_what_forget_gates_leave():
    assert shown(np.power(0.99, 100)) == "0.37"
    says("keeps 0.99, then 0.37 is still there after 100 steps")


def fresh_gates(bias):
    """Forget gates of fifty fresh cells that read noise: (50, T, B, n_a)."""
    gates = []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        p = lc.init_lstm(8, 8, rng=rng, forget_bias=bias)
        gates.append(lc.lstm_forward(p, rng.standard_normal((100, 16, 8))).f)
    return np.array(gates)


def test_a_fresh_lstm_forgets():
    f = fresh_gates(0.0)
    assert np.median(f) == pytest.approx(0.5, abs=0.01)
    assert (f > 0.5).mean() == pytest.approx(0.5, abs=0.02)  # as often above as below
    left = f[:, :10].prod(axis=1)
    assert np.median(left) < 0.001
    assert 0.5**10 < 0.001
    says("less than a thousandth is left, *worse* than the 0.013 of the basic network")
    assert np.exp(np.log(f).mean()) < 0.65  # worse than the basic network
    for bias, stands in ((1.0, 0.73), (5.0, 0.993)):
        middle = np.median(fresh_gates(bias))
        assert middle == pytest.approx(stands, abs=0.01)
        assert lc.sigmoid(bias) == pytest.approx(stands, abs=0.005)
