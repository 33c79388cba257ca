"""The explorers as Python objects: traits, displays, words, what they need."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from explorer_pages import KINDS, html_of, make_explorers

import lstm_core as lc
from lstm_core import explorers
from lstm_core.plots import COLORS
from lstm_core.words import words_for
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets

ROOT = Path(explorers.__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def trace(rng):
    p = lc.init_lstm(n_x=2, n_a=3, rng=rng)
    return lc.lstm_forward(p, rng.standard_normal((4, 2, 2)))


def spec_of(explorer):
    data = re.search(r'data-spec="([^"]*)"', html_of(explorer))[1]
    return json.loads(html.unescape(data))


@pytest.mark.parametrize("kind", KINDS)
def test_display_offers_a_widget_and_html_with_the_whole_state(kind):
    explorer = make_explorers()[kind]
    bundle = explorer._repr_mimebundle_()[0]
    assert bundle[WIDGET]["model_id"] == explorer.model_id
    page, spec = bundle["text/html"], spec_of(explorer)
    assert page.startswith("<lc-explorer")
    assert spec["colors"] == COLORS
    assert spec["words"] == words_for(spec["kind"])
    assert spec["state"] == spec["start"] != {}
    assert set(spec["start"]) <= set(explorer.traits(sync=True))
    # Without script, the title and what is missing.
    fallback = re.search(r">(.*)</lc-explorer>", page, re.DOTALL)[1]
    for key in ("title", "static"):
        assert html.escape(spec["words"][key]) in fallback
    assert "{" not in fallback


def test_html_shows_what_was_set_and_resets_to_the_start():
    explorer = widgets.ValveExplorer(z=1.0)
    explorer.z = -2.0
    spec = spec_of(explorer)
    assert (spec["state"]["z"], spec["start"]["z"]) == (-2.0, 1.0)


CELL_NAMES = ("f", "u", "o", "c_cand", "c_prev")


@pytest.mark.parametrize("name", CELL_NAMES)
@pytest.mark.parametrize("value", [100.5, -100.5, np.nan, np.inf])
def test_number_outside_its_range_is_refused(name, value):
    with pytest.raises(ValueError, match=f"^{name}: expected a number from"):
        widgets.CellExplorer(**{name: value})
    explorer = widgets.CellExplorer()
    with pytest.raises(ValueError, match=f"^{name}: expected a number from"):
        setattr(explorer, name, value)


@pytest.mark.parametrize("value", [1.01, -0.01, np.nan])
def test_forget_gate_outside_0_to_1_is_refused(value):
    with pytest.raises(ValueError, match="f: expected a number from 0 to 1, got"):
        widgets.HalfLifeExplorer(f=value)


@pytest.mark.parametrize("value", ["0.5", None, True, [0.5]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match="z: expected a number from -6 to 6, got"):
        widgets.ValveExplorer(z=value)


def test_numpy_numbers_are_accepted():
    explorer = widgets.CellExplorer(f=np.float32(0.5), u=np.int64(1))
    assert (explorer.f, explorer.u) == (0.5, 1.0)
    assert spec_of(explorer)["start"]["f"] == 0.5


def test_valve_computes_gate_and_product():
    explorer = widgets.ValveExplorer(z=1.5, value=-2.0)
    assert explorer.gate == lc.sigmoid(np.float64(1.5))
    assert explorer.product == -2.0 * explorer.gate


@pytest.mark.parametrize(
    ("f", "steps"), [(0.73, 2.2), (0.9, 6.6), (0.99, 69.0), (0.999, 692.8), (0.0, 0.0)]
)
def test_half_life(f, steps):
    explorer = widgets.HalfLifeExplorer(f)
    assert explorer.half_life == pytest.approx(steps, abs=0.05)
    assert f == 0 or explorer.left(explorer.half_life) == pytest.approx(0.5)


def test_half_life_reads_out_the_pre_activation():
    explorer = widgets.HalfLifeExplorer(0.9862)
    assert lc.sigmoid(np.float64(explorer.z)) == pytest.approx(0.9862, rel=1e-14)
    equals = "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"
    assert f"z{equals}{explorer.z:.3g}" in html_of(explorer)
    shut, wide = widgets.HalfLifeExplorer(0), widgets.HalfLifeExplorer(1.0)
    assert (shut.z, wide.z) == (-np.inf, np.inf)
    assert wide.half_life == np.inf  # never forgets
    assert EXPLORERS["half_life"]["result.all"] in html_of(wide)


def test_cell_agrees_with_a_real_step(trace):
    step = {name: value[1] for name, value in trace.step(2, 1).items() if name != "x_t"}
    explorer = widgets.CellExplorer(**{name: step[name] for name in CELL_NAMES})
    assert explorer.c == pytest.approx(step["c"], rel=1e-14)
    assert explorer.a == pytest.approx(step["a"], rel=1e-14)
    numbers = explorer._result()[1]
    assert numbers["kept"] == pytest.approx(step["f"] * step["c_prev"])
    assert numbers["added"] == pytest.approx(step["u"] * step["c_cand"])


def test_belt_takes_one_unit_of_one_sequence(trace):
    belt = widgets.BeltAnimation(trace, unit=2, b=1)
    [hand] = spec_of(belt)["data"]["hands"]
    steps = hand["steps"]
    for name in ("f", "u", "c_cand", "c"):
        assert [s[name] for s in steps] == getattr(trace, name)[:, 1, 2].tolist()
    assert [s["c_prev"] for s in steps] == trace.c_states[:-1, 1, 2].tolist()
    assert html_of(belt).count("<tr>") == 1 + 4  # the table without script


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"words": list("abc")}, ValueError, "words: expected one a step, 4, got 3"),
        ({"words": [1, 2, 3, 4]}, TypeError, "words: expected strings"),
        ({"unit": 3}, IndexError, "unit: expected 0 to"),
        ({"unit": -1}, IndexError, "unit: expected 0 to"),
        ({"b": 2}, IndexError, "b: expected 0 to"),
        ({"unit": 1.0}, TypeError, r"unit: expected an integer, got 1\.0"),
        ({"trace": {}}, ValueError, "trace: expected at least one, got none"),
        ({"unit": {"a": 0}}, ValueError, "unit: expected one for each of , got a"),
    ],
)
def test_belt_refuses_what_does_not_fit(trace, given, error, message):
    with pytest.raises(error, match=message):
        widgets.BeltAnimation(**{"trace": trace} | given)


def test_belt_takes_several_traces_of_one_length(trace, rng):
    p = lc.init_lstm(n_x=2, n_a=5, rng=rng)
    other = lc.lstm_forward(p, rng.standard_normal((4, 1, 2)))
    units = {"random": 0, "mine": 4}
    belt = widgets.BeltAnimation({"random": trace, "mine": other}, unit=units)
    hands = spec_of(belt)["data"]["hands"]
    assert [hand["name"] for hand in hands] == ["random", "mine"]
    assert [s["c"] for s in hands[1]["steps"]] == other.c[:, 0, 4].tolist()
    page = html_of(belt)
    assert page.count("<table") == 2
    assert f"<p>{EXPLORERS['belt']['hand.random']}</p>" in page
    assert "<p>mine</p>" in page
    with pytest.raises(IndexError, match="hand: expected 0 to 1, got 2"):
        belt.hand = 2
    short = lc.lstm_forward(p, rng.standard_normal((3, 1, 2)))
    with pytest.raises(ValueError, match=r"traces of one length, got \[3, 4\]"):
        widgets.BeltAnimation({"a": trace, "b": short})


def test_belt_refuses_the_trace_of_a_basic_network(rng):
    p = lc.init_rnn(n_x=2, n_a=3, rng=rng)
    trace = lc.rnn_forward(p, rng.standard_normal((4, 1, 2)))
    with pytest.raises(TypeError, match=r"trace: expected Trace or .*got RNNTrace"):
        widgets.BeltAnimation(trace)


@pytest.mark.parametrize("t", [4, -1])
def test_belt_refuses_a_step_that_is_not_there(trace, t):
    belt = widgets.BeltAnimation(trace)
    with pytest.raises(ValueError, match="t: expected a step from 0 to 3, got"):
        belt.t = t


def test_words_cannot_break_the_html(trace):
    nasty = ["<script>alert(1)</script>", '"quoted"', "&amp;", "</lc-explorer>"]
    belt = widgets.BeltAnimation(trace, nasty)
    page = html_of(belt)
    assert spec_of(belt)["data"]["words"] == nasty
    assert page.count("<script") == page.count("</lc-explorer>") == 1


def run_without(module, code):
    """What a Python prints that has everything but this module."""
    code = f"import sys; sys.modules['{module}'] = None\nimport lstm_core\n{code}"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)


def test_without_anywidget_the_html_is_left_and_a_warning_says_so():
    done = run_without(
        "anywidget",
        "from lstm_core import widgets\n"
        "explorer = widgets.ValveExplorer(z=1.0)\n"
        "explorer.z = 2.0\n"
        "bundle, _ = explorer._repr_mimebundle_()\n"
        "print(*bundle, bundle['text/html'])",
    )
    same = widgets.ValveExplorer(z=1.0)
    same.z = 2.0
    assert done.stdout == f"text/html text/plain {html_of(same)}\n"
    assert "anywidget is missing" in done.stderr
    assert "pip install 'lstm-core[widgets]'" in done.stderr


def test_missing_traitlets_says_what_to_install():
    done = run_without(
        "traitlets",
        "try:\n    import lstm_core.widgets\n"
        "except ImportError as error:\n    print(error)",
    )
    assert "pip install 'lstm-core[widgets]'" in done.stdout
