"""The way back through a cell: its numbers by differences, its stops in Chromium."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import as_number, html_of, make_way_back, press, read, texts

import lstm_core as lc
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.backward import STOPS, backward_steps
from lstm_core.explorers.rounding import fine

P, TRACE, DA = make_way_back()
STEPS = backward_steps(P, TRACE, DA)
SAYS = EXPLORERS["backward"]


def test_the_numbers_are_those_of_the_packages_backward_pass():
    g = lc.lstm_backward(P, TRACE, DA)
    np.testing.assert_allclose(STEPS[-1]["dW"], np.column_stack([g.W, g.b]))
    for t, step in zip((2, 1, 0), STEPS, strict=True):
        assert step["t"] == t + 1
        assert step["dx"] == pytest.approx(g.x[t].item())
    assert STEPS[-1]["da_prev"] == pytest.approx(g.a0.item())
    assert STEPS[-1]["dc_prev"] == pytest.approx(g.c0.item())


def test_one_step_is_that_of_the_package():
    t, step = 1, STEPS[1]
    gates = {name: getattr(TRACE, name)[t] for name in ("f", "u", "o", "c_cand")}
    states = TRACE.x[t], TRACE.a_states[t], TRACE.c_states[t], TRACE.c[t]
    sent = np.full((1, 1), step["da"]), np.full((1, 1), step["dc_next"])
    dW, db, dx, da_prev, dc_prev = lc.lstm_step_backward(P, *states, gates, *sent)
    found = np.array(step["dW"]) - STEPS[0]["dW"]
    np.testing.assert_allclose(found, np.column_stack([dW, db]))
    numbers = (step[name] for name in ("dx", "da_prev", "dc_prev"))
    np.testing.assert_allclose([*numbers], np.ravel([dx, da_prev, dc_prev]))


def loss(nudged=None, by=0.0):
    """The loss whose gradients the explorer shows, with one number nudged."""

    def value(name, t, number):
        return number + by * (nudged == (name, t))

    a, c, total = TRACE.a0.item(), TRACE.c0.item(), 0.0
    for t in range(3):
        seen = value("a_prev", t, a), value("x", t, TRACE.x[t].item())
        z = dict(zip(lc.GATES, P.W @ seen + P.b, strict=True))
        z = {gate: value(f"z_{gate}", t, number) for gate, number in z.items()}
        f, u, o = (value(g, t, lc.sigmoid(np.float64(z[g]))) for g in "fuo")
        c_cand = value("c_cand", t, np.tanh(z["c"]))
        c = value("c", t, f * value("c_prev", t, c) + u * c_cand)
        a = value("a", t, o * np.tanh(c))
        total += DA[t].item() * a
    return total


NAMES = ("a", "o", "c", "f", "u", "c_cand", "z_f", "z_u", "z_o", "z_c", "x")


@pytest.mark.parametrize("t", [0, 1, 2])
@pytest.mark.parametrize("name", [*NAMES, "a_prev", "c_prev"])
def test_every_gradient_is_what_differences_find(t, name):
    found = STEPS[2 - t][f"d{name}"]
    tried = (loss((name, t), 1e-5) - loss((name, t), -1e-5)) / 2e-5
    assert found == pytest.approx(tried, rel=1e-6, abs=1e-9)


def test_what_is_added_up_makes_the_sum():
    for later, step in zip([None, *STEPS], STEPS, strict=False):
        for read_by, name in (("a", "da_prev"), ("x", "dx")):
            parts = [step[f"{read_by}_{gate}"] for gate in lc.GATES]
            assert sum(parts) == pytest.approx(step[name])
        assert step["da_loss"] + step["da_next"] == pytest.approx(step["da"])
        joined = step["da"] * step["o"] * step["slope"]
        assert step["dc_next"] + joined == pytest.approx(step["dc"])
        now = step["W_before"] + step["dz_f"] * step["a_prev"]
        assert now == pytest.approx(step["W_now"])
        for gate, before in zip(lc.GATES, ("df", "du", "do", "dc_cand"), strict=True):
            product = step[before] * step[f"slope_{gate}"]
            assert product == pytest.approx(step[f"dz_{gate}"])
        if later:
            sent = later["da_prev"], later["dc_prev"], later["dW"][0][0]
            assert sent == (step["da_next"], step["dc_next"], step["W_before"])


class TestOnAPage:
    """The stops, as a reader makes them."""

    pytestmark = IN_CHROMIUM

    @pytest.mark.parametrize("stop", range(3 * len(STOPS)))
    def test_each_stop_says_its_numbers(self, page, stop):
        page.locator(".lc-backward input[name=stop]").fill(str(stop))
        step, name = STEPS[stop // len(STOPS)], STOPS[stop % len(STOPS)]
        said = SAYS["says.last" if stop == 0 else f"says.{name}"]
        written = {k: fine(v) for k, v in step.items() if isinstance(v, float)}
        result = page.locator(".lc-backward .lc-result").inner_text()
        assert result == said.format(**written, t=step["t"])
        if name in step and name != "dW":
            expected = pytest.approx(step[name], abs=0.00051)
            assert as_number(read(page, "backward", name)) == expected

    def test_the_picture_fills_with_the_way(self, page):
        """A number is written from its stop on; what is lit changes at each."""
        seen, lit = [], []
        for stop in range(len(STOPS)):
            page.locator(".lc-backward input[name=stop]").fill(str(stop))
            numbers = [t for t in texts(page, "backward") if "." in t]
            seen.append(len(numbers))
            strong = page.locator(".lc-backward svg .lc-lit path")
            lit.append(strong.evaluate_all("all => all.map(e => e.getAttribute('d'))"))
        assert seen == [2, 3, 4, 5, 6, 7, 11, 23, 24, 25, 26]
        counts = [len(wires) for wires in lit]
        assert counts == [2, 1, 3, 2, 2, 2, 4, 0, 2, 2, 2]
        assert len({tuple(wires) for wires in lit}) == len(STOPS)
        bold = page.locator(".lc-backward svg text[font-weight=bold]")
        assert bold.all_text_contents() == ["dc prev"]

    def test_buttons_keys_and_the_choice_of_a_step_walk(self, page):
        explorer = page.locator(".lc-backward")
        slider = explorer.locator("input[name=stop]")
        press(explorer, "Next stop")
        press(explorer, "Next stop")
        press(explorer, "Stop before")
        assert slider.get_attribute("aria-valuetext") == "Step 3, do"
        explorer.get_by_role("radio", name="1", exact=True).check()
        assert slider.get_attribute("aria-valuetext") == "Step 1, da"
        slider.press("ArrowLeft")
        assert slider.get_attribute("aria-valuetext") == "Step 2, previous dc"
        assert explorer.get_by_role("radio", name="2", exact=True).is_checked()
        slider.press("End")
        press(explorer, "Next stop")  # there is none
        assert slider.get_attribute("aria-valuetext") == "Step 1, previous dc"

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_the_table_holds_all_numbers_of_the_step(self, page, place):
        slider = page.locator(".lc-backward input[name=stop]")
        slider.fill(str(len(STOPS) * place + 4))
        rows = page.locator(".lc-backward .lc-numbers tbody tr")
        cells = [row.locator("th, td").all_text_contents() for row in rows.all()]
        assert dict(cells) == {k: row[place] for k, row in expected_rows().items()}


def expected_rows():
    """Name of each row of the table, to its numbers."""
    rows = {}
    for name in STEPS[0]:
        if f"table.{name}" in SAYS and name != "dW":
            rows[SAYS[f"table.{name}"]] = [fine(step[name]) for step in STEPS]
    for i, gate in enumerate(lc.GATES):
        for j, seen in enumerate(("a", "x", "bias")):
            name = f"weight so far: {SAYS[f'gate.{gate}']}, {seen}"
            rows[name] = [fine(step["dW"][i][j]) for step in STEPS]
    assert len(rows) == 13 + 12
    return rows


def test_without_script_a_table_has_all_numbers():
    html = html_of(widgets.BackwardExplorer(P, TRACE, DA))
    for name, numbers in expected_rows().items():
        cells = "".join(f"<td>{number}</td>" for number in numbers)
        assert f'<th scope="row">{name}</th>{cells}' in html.replace(
            ' class="lc-text"', ""
        )


def test_what_does_not_fit_is_refused():
    make = widgets.BackwardExplorer
    explorer = make(P, TRACE, DA)
    with pytest.raises(IndexError, match="stop: expected 0 to 32, got 33"):
        explorer.stop = 33
    with pytest.raises(ValueError, match="da: expected"):
        make(P, TRACE, DA[:2])
    p = lc.init_lstm(2, 2, rng=np.random.default_rng(0))
    trace = lc.lstm_forward(p, np.ones((3, 1, 2)))
    with pytest.raises(
        ValueError, match=r"one unit, input and sequence, got \(2, 2, 1"
    ):
        make(p, trace, np.ones((3, 1, 2)))
    with pytest.raises(TypeError, match="Trace"):
        make(P, {}, DA)
