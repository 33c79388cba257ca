"""What the gates do to the cell state: one update, and runs of hand-set cells."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from lstm_core._tensors import to_floats
from lstm_core.cells.lstm import Trace
from lstm_core.cells.registry import check_trace
from lstm_core.plots.curves.parts import check_lengths
from lstm_core.plots.formatting import number, series, with_minus
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS
from lstm_core.plots.tables import Table
from lstm_core.words import label, translated

_USED = ("c_prev", "f", "u", "c_cand", "c")
_HEIGHT = 5  # of a unit: four rows and a gap
_SEEN = 0.005  # what is further away is another number where two digits stand


def plot_update(ax: Axes | None, step: Mapping[str, np.ndarray]) -> Axes:
    """One update of the cell state as arrows, with both products and the sum.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    step : mapping of str to ndarray, each of shape (n_a,)
        What ``trace.step(t)`` gives for an LSTM cell: ``c_prev, f, u, c_cand, c``
        are used, with ``c = f * c_prev + u * c_cand``. Meant for three units at most.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If one of these values is missing, they differ in length, or ``c`` is another
        sum, as in a cell that updates its state otherwise.
    """
    _check_step(step)
    units = [_numbers(step, unit) for unit in range(len(step["c"]))]
    ax = new_axes(ax, 0.6 + 1.3 * len(units))
    ax.axvline(0, color=COLORS["frame"], lw=0.8, zorder=0)
    for index, values in enumerate(units):
        _draw_unit(ax, values, _HEIGHT * index)
    middles = _HEIGHT * np.arange(len(units)) + 1.5
    names = [label("update.unit", unit=i) for i in range(1, len(units) + 1)]
    ax.set_yticks(middles, names, rotation=90, va="center")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set(ylim=(_HEIGHT * len(units) - 1.3, -0.8), xlabel=label("update.axis"))
    ax.margins(x=0.08)
    set_alt(ax, _say_update(units))
    return ax


def plot_gate_settings(ax: Axes | None, runs: Mapping[str, Trace]) -> list[Axes]:
    """The cell state under several settings of the gates, a small panel for each.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two columns; None makes a new figure.
    runs : mapping of str to Trace
        From what a setting does, such as ``"keep"`` (a name as for
        `lstm_core.words.translated`), to a run, all over the same inputs. Unit 0
        of sequence 0 is drawn; above each panel stand the means of its gates.

    Returns
    -------
    list of Axes
        One for each run, in reading order.

    Raises
    ------
    TypeError
        If a run is not that of an LSTM.
    ValueError
        If there are no runs.
    """
    if not runs:
        raise ValueError("runs: expected at least one run, got none")
    for name, trace in runs.items():
        check_trace(f"runs[{name!r}]", trace, Trace)
    runs = {name: trace.to_numpy() for name, trace in runs.items()}
    rows = (len(runs) + 1) // 2
    ax = new_axes(ax, 0.5 + 1.7 * rows)
    panels = _two_columns(ax, len(runs))
    for panel, (name, trace) in zip(panels, runs.items(), strict=True):
        _draw_run(panel, trace)
        setting = label("update.setting", **_setting(name, trace))
        panel.set_title(setting, fontsize=10.5)
    handles = panels[0].get_legend_handles_labels()
    below = 0.5, -0.34 / rows  # in heights of the axes: under the names of the steps
    ax.legend(*handles, loc="upper center", bbox_to_anchor=below, ncols=2)
    for target in (ax, *panels):
        set_alt(target, _say_runs(runs))
    set_table(ax, _table_of_runs(runs))
    return panels


def _check_step(step):
    missing = [name for name in _USED if name not in step]
    if missing:
        wanted = f"the values {', '.join(_USED)} of an LSTM cell"
        raise ValueError(f"step: expected {wanted}; {', '.join(missing)} missing")
    values = {name: step[name] for name in _USED}
    check_lengths("step", values, np.size(step["c"]))
    c_prev, f, u, c_cand, c = (to_floats(k, v) for k, v in values.items())
    off = np.abs(f * c_prev + u * c_cand - c).max()
    if not off <= _SEEN * max(1, np.abs(c).max()):
        message = f"c = f * c_prev + u * c_cand, got one that is {off:.2g} away"
        raise ValueError(f"step: expected {message}")


def _numbers(step, unit):
    """The numbers of one unit, with the two products."""
    values = {name: float(step[name][unit]) for name in _USED}
    values["kept"] = values["f"] * values["c_prev"]
    values["let_in"] = values["u"] * values["c_cand"]
    return values


def _draw_unit(ax, values, top):
    text = {name: with_minus(number(value)) for name, value in values.items()}
    kept = {"gate": text["f"], "value": text["c_prev"], "product": text["kept"]}
    let_in = {"gate": text["u"], "value": text["c_cand"], "product": text["let_in"]}
    stops = [values[name] for name in ("c_prev", "kept", "c")]
    guide = {"color": COLORS["frame"], "lw": 0.8, "ls": ":"}
    for y, x in enumerate(stops, top):  # from one row down to the next
        ax.plot([x, x], [y, y + 1], **guide)
    ax.plot(stops[:2], [top + 1] * 2, **guide)  # what the forget gate holds back
    _draw_row(ax, top, [0, stops[0]], "cell", "old", value=text["c_prev"])
    _draw_row(ax, top + 1, [0, stops[1]], "forget", "kept", **kept)
    _draw_row(ax, top + 2, stops[1:], "update", "let_in", **let_in)
    _draw_row(ax, top + 3, [0, stops[2]], "cell", "new", value=text["c"])


def _draw_row(ax, y, ends, role, symbol, **fields):
    color = COLORS[role]
    arrow = {"arrowstyle": "-|>", "color": color, "lw": 2.2, "mutation_scale": 12}
    arrow |= {"shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (ends[1], y), (ends[0], y), arrowprops=arrow)
    ax.plot(ends, [y, y], ls="none")  # an arrow alone does not move the limits
    kind = "update.product" if "gate" in fields else "update.value"
    style = {"color": color, "va": "center", "transform": ax.get_yaxis_transform()}
    ax.text(1.03, y, label(f"update.{symbol}"), fontsize=11, **style)
    ax.text(1.30, y, label(kind, **fields), fontsize=10, **style)


def _two_columns(ax, count):
    ax.set_axis_off()
    rows, panels = (count + 1) // 2, []
    height = 1 / (rows + 0.35 * (rows - 1))
    for index in range(count):
        row, column = divmod(index, 2)
        bottom = 1 - height - 1.35 * height * row
        panel = ax.inset_axes((0.53 * column, bottom, 0.47, height))
        if panels:
            panel.sharex(panels[0])
            panel.sharey(panels[0])
        panel.tick_params(labelbottom=index >= count - 2, labelleft=column == 0)
        if index >= count - 2:
            panel.set_xlabel(label("axis.t"))
        panels.append(panel)
    return panels


def _draw_run(panel, trace):
    candidate, states = trace.c_cand[:, 0, 0], trace.c_states[:, 0, 0]
    times = np.arange(len(states))
    panel.axhline(0, color=COLORS["frame"], lw=0.8, zorder=0)
    style = {"color": COLORS["candidate"], "label": label("update.candidate")}
    panel.vlines(times[1:], 0, candidate, color=COLORS["candidate"], lw=1)
    panel.plot(times[1:], candidate, "D", ms=4, mfc="white", **style)
    style = {"color": COLORS["cell"], "label": label("update.state")}
    panel.plot(times, states, "o-", ms=4, **style)


def _setting(name, trace):
    means = {"f": trace.f[:, 0, 0].mean(), "u": trace.u[:, 0, 0].mean()}
    shown = {gate: f"{mean:.2f}" for gate, mean in means.items()}
    return {"name": translated(name)} | shown


def _say_update(units):
    sentences = [label("update.alt", n=len(units))]
    for index, values in enumerate(units, 1):
        said = {name: number(value) for name, value in values.items()}
        sentences.append(label("update.alt_unit", unit=index, **said))
    return " ".join(sentences)


def _table_of_runs(runs):
    first = next(iter(runs.values()))
    columns = {
        label("update.step"): list(range(1, len(first.c) + 1)),
        label("update.said_candidate"): first.c_cand[:, 0, 0],
    }
    columns |= {translated(name): trace.c[:, 0, 0] for name, trace in runs.items()}
    return Table(columns, label("update.said_state"))


def _say_runs(runs):
    sentences = []
    for name, trace in runs.items():
        states = trace.c_states[:, 0, 0]
        ends = {"start": states[0], "end": states[-1]}
        ends |= {"low": states.min(), "high": states.max()}
        said = {key: series([value]) for key, value in ends.items()}
        sentences.append(label("update.alt_run", **_setting(name, trace), **said))
    first = next(iter(runs.values()))
    size = {"T": len(first.c), "n": len(runs)}
    return " ".join([*sentences, label("update.alt_runs", **size)])
