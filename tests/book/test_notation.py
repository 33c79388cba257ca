"""The page of the notation says what the code says."""

import re
from pathlib import Path

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.cells.lstm import TORCH_GATES
from lstm_core.pytorch.frameworks import ORDERS

TEXT = (Path(__file__).parents[2] / "book" / "notation.md").read_text("utf-8")
T, SIZES = 4, {"B": 2, "n_x": 3, "n_a": 5}
OTHERS = {"f": "f", "u": "i", "o": "o"}


def table(heading):
    """The rows of the table under a heading, as lists of cells."""
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [
        line.strip("|").split("|") for line in section.splitlines() if line[:1] == "|"
    ]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.fixture(scope="module")
def things():
    rng = np.random.default_rng(0)
    p = lc.init_lstm(SIZES["n_x"], SIZES["n_a"], rng=rng)
    x = rng.standard_normal((T, SIZES["B"], SIZES["n_x"]))
    return {"p": p, "trace": lc.lstm_forward(p, x), "t": 1}


def shape(text):
    """A shape such as "(B, 4 n_a)" as numbers."""
    product = re.sub(r"(\d) (n_\w)", r"\1 * \2", text)
    return eval(product, dict(SIZES))


@pytest.mark.parametrize("heading", ["Values of a step", "Weights"])
def test_names_and_shapes_are_those_of_the_code(things, heading):
    checked = 0
    for _, code, wanted, *_ in table(heading):
        if code.startswith(("`p.", "`trace.")):
            assert eval(code.strip("`"), things).shape == shape(wanted), code
            checked += 1
    assert checked == {"Values of a step": 9, "Weights": 10}[heading]


def test_sizes_are_those_of_the_code(things):
    codes = [row[1].strip("`") for row in table("Sizes")]
    assert [eval(code, things) for code in codes if "." in code] == [3, 5]


def test_order_of_the_gates():
    order = TEXT.split("The order of the blocks is **")[1].split("**")[0]
    assert tuple(order.split(", ")) == lc.GATES
    here, torch, keras = table("In other frameworks")[-1]
    names = OTHERS | {"c": "g"}
    assert here == "order " + ", ".join(lc.GATES)
    assert torch == ", ".join(names[gate] for gate in TORCH_GATES)
    assert keras == ", ".join(ORDERS["keras"])


def test_the_ranges_hold(things):
    for _, code, _, _, bounds in table("Values of a step"):
        if bounds in ("0 to 1", "−1 to 1"):  # noqa: RUF001
            values = eval(code.strip("`"), things)
            low = 0 if bounds[0] == "0" else -1
            assert low < values.min() <= values.max() < 1


def test_every_function_that_is_named_exists():
    named = re.findall(r"`lc\.(\w+)`", TEXT)
    assert "from_torch" in named
    assert all(hasattr(lc, name) for name in named)


def test_gradients_have_the_fields_that_are_named(things):
    trace = things["trace"]
    gradients = lc.lstm_backward(things["p"], trace, np.ones_like(trace.a))
    sentence = TEXT.split("has the fields")[1].split(".")[0]
    fields = re.findall(r"`(\w+)`", sentence)
    assert fields == ["W", "b", "x", "a0", "c0"]
    assert all(hasattr(gradients, field) for field in fields)
