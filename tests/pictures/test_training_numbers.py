"""training.js in Chromium and Firefox: the same losses and weights as lstm_core."""

import json
import re
import time
from pathlib import Path

import numpy as np
import pytest
from browser import IN_CHROMIUM, IN_FIREFOX, launch, launch_firefox, run_in_firefox

import lstm_core as lc
from lstm_core import agreement, agreement_data, explorers
from lstm_core.cells.registry import all_cells

FOLDER = Path(explorers.__file__).parent
STEPS, T, B, N_A = 50, 14, 3, 5
CELLS = ("rnn", "lstm", "lstm1997", "gru")
TASKS = ("recall", "adding", "agreement")
KNOWN = {cell.name for cell in all_cells()}
"""What lstm_core has; without the cell of 1997, an LSTM stands in whose f is 1."""
CALLS = Path(__file__).with_name("training_calls.js").read_text("utf-8")


def script():
    """The files as one plain script, each in a scope of its own, as on a page."""
    parts = []
    for name in explorers.IN_WORKER:
        text = (FOLDER / f"{name}.js").read_text("utf-8")
        names = re.findall(r"^export (?:const|function) (\w+)", text, re.MULTILINE)
        body = re.sub(r'import (\{[^}]*\}) from "./(\w+).js"', r"const \1 = \2", text)
        body = f"{body.replace('export ', '')} return {{ {','.join(names)} }};"
        parts.append(f"globalThis.{name} = (() => {{ {body} }})();")
    return "".join(parts) + CALLS


@pytest.fixture(scope="module")
def in_chromium():
    """Call one of `CALLS` in Chromium."""
    browser = launch()
    page = next(browser).new_page()
    page.add_script_tag(content=script())
    code = "([name, given]) => call(name, given)"
    yield lambda name, *given: json.loads(
        page.evaluate(code, [name, json.dumps(given)])
    )
    next(browser, None)


@pytest.fixture(scope="module")
def in_firefox(tmp_path_factory):
    """Call one of `CALLS` in Firefox."""
    folder = tmp_path_factory.mktemp("firefox")
    browser = launch_firefox(folder)
    firefox, page = next(browser), folder / "page.html"
    page.write_text(f"<!doctype html><title>x</title><script>{script()}</script>")
    firefox.navigate(page.as_uri())

    def call(name, *given):
        given = json.dumps([name, json.dumps(given)])
        code = f"() => window.wrappedJSObject.call(...{given})"
        return json.loads(run_in_firefox(firefox, code))

    yield call
    next(browser, None)


@pytest.fixture(
    params=[
        pytest.param("in_chromium", marks=IN_CHROMIUM),
        pytest.param("in_firefox", marks=IN_FIREFOX),
    ]
)
def call(request):
    """Call one of `CALLS` in one browser after the other."""
    return request.getfixturevalue(request.param)


def draw(task, rng):
    """Batches of a task, in float64."""
    if task == "recall":
        return lc.recall_batches(T - 1, B, rng=rng)
    if task == "adding":
        return lc.adding_batches(T, B, rng=rng)
    how = {"noise": 0.3, "more": 0.5, "dtype": np.float64}
    return agreement_data.draw_batches(T, B, rng=rng, **how)


def make(cell, task, rng):
    """A model of lstm_core whose biases are not zero."""
    sizes = {"recall": (9, 4), "adding": (2, 1), "agreement": (19, 2)}
    n_x, n_y = sizes[task]
    kind = "regress" if task == "adding" else "classify"
    name = cell if cell in KNOWN else "lstm"
    model = lc.make_model(n_x, N_A, n_y, cell=name, task=kind, rng=rng)
    for array, value in model.params.items():
        if array.startswith("b"):
            value[...] = rng.standard_normal(value.shape)
    if name != cell:  # sigmoid(1000) is 1, and nothing moves it
        model.params["W"][:N_A], model.params["b"][:N_A] = 0, 1000
    return model


def for_page(cell, arrays):
    """Parameters or gradients as the page has them: no rows of a gate that it lacks."""
    cut = 0 if cell in KNOWN else N_A
    own = {k: v[cut:] if k in ("W", "b") else v for k, v in arrays.items()}
    return {k: v.ravel().tolist() for k, v in own.items()}


def as_page(batch):
    """A batch with its features before its sequences."""
    target = batch.target if batch.target.ndim == 2 else batch.target.swapaxes(1, 2)
    flat = {"x": batch.x.swapaxes(1, 2).ravel().tolist()}
    flat |= {"target": target.ravel().tolist(), "mask": batch.mask.ravel().tolist()}
    return {"T": len(batch.x), "B": batch.x.shape[1]} | flat


def close(found, expected):
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=0, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("cell", CELLS)
def test_losses_gradients_and_training_equal_those_of_lstm_core(call, cell, task):
    rng = np.random.default_rng(3)
    model, batches = make(cell, task, rng), draw(task, rng)
    batches = [next(batches) for _ in range(STEPS)]
    sizes = {"n_x": model.n_x, "n_a": N_A, "n_y": model.n_y, "task": model.task}
    given = {"model": {"cell": cell, "params": for_page(cell, model.params)} | sizes}
    given |= {"batches": [as_page(b) for b in batches], "lr": 0.02, "clip": 0.5}
    found = call("train", given)
    loss, grads = model.loss_and_grads(batches[0])
    assert found["loss"] == pytest.approx(loss, abs=1e-9)
    close(found["grads"], for_page(cell, grads))
    history = lc.fit(model, batches, steps=STEPS, lr=0.02, clip=0.5)
    assert history.grad_norm.max() > 0.5  # clipping was at work
    np.testing.assert_allclose(found["losses"], history.loss, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found["norms"], history.grad_norm, rtol=0, atol=1e-9)
    close(found["params"], for_page(cell, model.params))


def test_the_gradient_that_arrives_equals_that_of_lstm_core(call):
    rng = np.random.default_rng(4)
    model, batch = make("lstm", "recall", rng), next(draw("recall", rng))
    y, trace = model.forward(batch.x)
    _, dy = lc.cross_entropy(y, batch.target, batch.mask)
    dc = lc.state_gradients(model.cell_params, trace, dy @ model.params["W_y"])
    sizes = {"n_x": 9, "n_a": N_A, "n_y": 4, "task": "classify", "cell": "lstm"}
    given = {"model": sizes | {"params": for_page("lstm", model.params)}}
    found = call("train", given | {"batches": [as_page(batch)], "lr": 0.1, "clip": 1})
    sizes = np.linalg.norm(dc, axis=(1, 2))
    np.testing.assert_allclose(found["reach"], sizes, rtol=1e-9)


def xoshiro(seed, count):
    """xoshiro128** of its authors' C code, the state filled by splitmix32."""
    mask, state = 2**32 - 1, []

    def rotate(v, k):
        return ((v << k) | (v >> (32 - k))) & mask

    for i in range(4):
        z = (seed + (i + 1) * 0x9E3779B9) & mask
        z = ((z ^ (z >> 16)) * 0x21F0AAAD) & mask
        z = ((z ^ (z >> 15)) * 0x735A2D97) & mask
        state.append(z ^ (z >> 15))
    found = []
    for _ in range(count):
        found.append((rotate((state[1] * 5) & mask, 7) * 9) & mask)
        shifted = (state[1] << 9) & mask
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = rotate(state[3], 11)
    return found


def test_random_numbers_are_those_of_the_generator_that_is_cited(call):
    n = 3000
    found = call("random", 7, n)
    assert found["next"] == xoshiro(7, n)
    assert call("random", 7, n) == found != call("random", 8, n)
    uniform, normal = np.array(found["uniform"]), np.array(found["normal"])
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert uniform.mean() == pytest.approx(0.5, abs=0.02)
    assert [normal.mean(), normal.std()] == pytest.approx([0, 1], abs=0.06)


@pytest.mark.parametrize("cell", CELLS)
def test_fresh_weights_are_drawn_as_in_lstm_core(call, cell):
    sizes = {"cell": cell, "task": "classify", "n_x": 9, "n_a": 8, "n_y": 4}
    params = call("fresh", sizes | {"forget_bias": 1.5}, 1)
    W = np.reshape(params["W"], (-1, 8, 17))
    for block in W:
        np.testing.assert_allclose(block[:, :8] @ block[:, :8].T, np.eye(8), atol=1e-9)
    inputs = W[:, :, 8:]
    assert 0.9 < np.abs(inputs).max() / np.sqrt(6 / 17) < 1
    assert 0.9 < np.abs(params["W_y"]).max() / np.sqrt(6 / 12) < 1
    b = np.reshape(params["b"], (-1, 8))
    assert set(b[0]) == ({1.5} if cell == "lstm" else {0.0})
    assert not b[1:].any()
    assert set(params) == {"W", "b", "W_y", "b_y"} | (
        {"b_a"} if cell == "gru" else set()
    )
    shape = len(W) * 8, 17
    if cell != "lstm1997":
        p = lc.make_model(9, 8, 4, cell=cell, rng=np.random.default_rng(0)).params
        assert p["W"].shape == shape


def drawn(call, task, lag, B=40, noise=0.0):
    """A batch of the page as arrays of lstm_core."""
    batch = call("draw", task, 5, {"lag": lag, "noise": noise}, B)
    x = np.reshape(batch["x"], (batch["T"], -1, B)).swapaxes(1, 2)
    return (
        x,
        np.reshape(batch["target"], (-1, B)),
        np.reshape(batch["mask"], (-1, B)),
        batch,
    )


def test_recall_is_that_of_lstm_core(call):
    x, target, mask, batch = drawn(call, "recall", 9)
    like = next(lc.recall_batches(9, 40, rng=np.random.default_rng(0)))
    assert (x.shape, target.shape) == (like.x.shape, like.target.shape)
    assert (mask == like.mask).all()
    texts = [lc.recall_text(x[:, b]) for b in range(40)]
    assert all(re.fullmatch("[ABCD][wxyz]{8}\\?", text) for text in texts)
    assert ["ABCD".index(text[0]) for text in texts] == target[-1].tolist()
    assert {text[0] for text in texts} == set("ABCD")
    assert "".join(batch["tokens"]) == texts[0]


def test_adding_is_that_of_lstm_core(call):
    x, target, mask, _ = drawn(call, "adding", 11)
    like = next(lc.adding_batches(11, 40, rng=np.random.default_rng(0)))
    assert x.shape == like.x.shape
    assert (mask == like.mask).all()
    assert (x[:5, :, 1].sum(axis=0) == 1).all()
    assert (x[5:, :, 1].sum(axis=0) == 1).all()
    np.testing.assert_allclose(target[-1], x.prod(axis=-1).sum(axis=0), atol=1e-12)


def test_counting_asks_which_letter_came_more_often(call):
    for lag in (6, 7):
        x, target, mask, _ = drawn(call, "counting", lag)
        assert x.shape == (8, 40, 3)
        assert mask.sum() == 40 == mask[-1].sum()
        counts = x.sum(axis=0)
        assert (target[-1] == (counts[:, 1] > counts[:, 0])).all()
        assert 5 < target[-1].sum() < 35


def test_agreement_follows_the_grammar_of_lstm_core(call):
    x, target, mask, _ = drawn(call, "agreement", 8, B=60)
    codes = x.argmax(axis=-1)
    assert x.shape == (60, 60, len(agreement.VOCABULARY))
    words = np.array(agreement.VOCABULARY)[codes]
    pattern = re.compile(
        r"the (dogs?|cats?|birds?|horses?)((?: near the \w+| \w+)*?) (\w+\(s\))"
    )
    verbs, distractors, items = 0, 0, []
    for b in range(60):
        for found in pattern.finditer(" ".join(words[:, b])):
            t = found.string[: found.end()].count(" ")
            assert mask[t, b]
            assert target[t, b] == found[1].endswith("s")
            verbs, distractors = verbs + 1, distractors + found[2].count("near")
            between = re.sub("near the ", "", found[2]).split()
            assert set(between) <= set(words.flat)
            items.append(len(between))
    assert mask.sum() == verbs > 150
    assert distractors / sum(items) == pytest.approx(0.3, abs=0.06)
    assert 3 < np.mean(items) < 7  # 7, but long sentences are cut off more often
    probe = call("probe", "agreement", 1, {"lag": 12, "noise": 0})
    assert probe["tokens"][-1].endswith("(s)")
    assert len(probe["tokens"]) == 2 + 12
    assert probe["mask"] == [0] * 13 + [1]


def test_noise_is_added_to_every_number(call):
    x, *_ = drawn(call, "recall", 9)
    noisy, *_ = drawn(call, "recall", 9, noise=0.3)
    assert (noisy - x).std() == pytest.approx(0.3, abs=0.03)
    assert (noisy != np.round(noisy)).all()


@pytest.mark.parametrize(
    ("task", "text", "found"),
    [
        ("recall", "C x w y?", {"known": 2}),
        ("recall", "x w y?", {}),
        ("recall", "Cxq?", {"wrong": "q"}),
        ("recall", "Cx", {"problem": "end"}),
        ("recall", "", {"problem": "end"}),
        ("recall", "A" * 90 + "?", {"problem": "long"}),
        ("counting", "abb?", {"known": 1}),
        ("counting", "ab?", {}),
        ("adding", "0.3* .5 0.25*", {"known": 0.55}),
        ("adding", "0.3* 1.5", {"wrong": "1.5"}),
        ("agreement", "The dogs near the cat, often sing(s)", {}),
        ("agreement", "the dogs bark", {"wrong": "bark"}),
    ],
)
def test_what_a_reader_writes_is_read_or_refused(call, task, text, found):
    answer = call("read", task, text)
    batch = answer.pop("batch", None)
    assert answer == pytest.approx(found) if "known" in found else answer == found
    if "wrong" not in found and "problem" not in found:
        assert batch["mask"] == [0] * (batch["T"] - 1) + [1]
        assert len(batch["tokens"]) == batch["T"]


def numpy_speed(model, batch, steps):
    """Training steps a second of lstm_core."""
    start = time.perf_counter()
    lc.fit(model, [batch] * steps, steps=steps)
    return steps / (time.perf_counter() - start)


@IN_CHROMIUM[0]
@IN_CHROMIUM[1]
def test_the_page_trains_at_least_half_as_fast_as_numpy(in_chromium):
    """The best of several rounds, in turns, as others may use the machine as well."""
    rng = np.random.default_rng(0)
    model = lc.make_model(9, 8, 4, forget_bias=1.0, rng=rng)
    batch = next(lc.recall_batches(49, 16, rng=rng))
    sizes = {"cell": "lstm", "task": "classify", "n_x": 9, "n_a": 8, "n_y": 4}
    given = {"model": sizes | {"params": for_page("lstm", model.params)}}
    given |= {"batches": [as_page(batch)], "lr": 0.01, "clip": 1.0}
    page, numpy = [], []
    for _ in range(6):
        page.append(in_chromium("speed", given, 50))
        numpy.append(numpy_speed(model, batch, 50))
    assert max(page) > 200, (page, numpy)
    assert max(page) > 0.5 * max(numpy), (page, numpy)


SETTINGS = {"task": "recall", "cell": "lstm", "lag": 5, "bias": 1, "units": 4}
SETTINGS |= {"rate": 0.03, "noise": 0, "clip": 1, "seed": 2}


@pytest.mark.parametrize("task", ["recall", "counting", "adding", "agreement"])
def test_a_training_reports_until_its_end_and_can_be_repeated(call, task):
    settings = SETTINGS | {"task": task}
    found = call("reports", settings, 40)
    assert [one["step"] for one in found] == [0, 10, 20, 30, 40]
    assert [one.get("event") for one in found] == [None] * 4 + ["limit"]
    assert call("reports", settings, 40) == found
    assert call("reports", settings | {"seed": 3}, 40) != found
    for one in found:
        assert set(one["lines"]) == {"a", "c", "f", "u", "o"}
        steps = {len(line) for lines in one["lines"].values() for line in lines}
        assert steps == {len(one["tokens"])} == {len(one["reach"])}
        assert one["reach"][-1] == 1
        assert all(0 < v < 1 for line in one["lines"]["f"] for v in line)


def test_a_solved_task_is_said_to_be_solved(call):
    *_, before, last = call("reports", SETTINGS | {"bias": 5}, 2000)
    assert last["event"] == "solved"
    assert last["step"] < 2000
    assert last["score"] >= 0.99 <= before["score"]
    assert last["asked"] == 100


def test_what_explodes_goes_on_and_what_is_no_number_ends(call):
    found = call("reports", SETTINGS | {"rate": 50, "clip": None}, 60)
    events = [one.get("event") for one in found]
    assert events.count("exploded") == 1
    assert events[-1] == "limit"
    found = call("reports", SETTINGS | {"rate": 1e308, "clip": None}, 60)
    assert found[-1]["event"] == "failed"
    assert found[-1]["step"] < 60
    assert np.isfinite(found[-1]["score"])  # as it was at the report before
    assert np.isfinite(found[-1]["reach"]).all()
