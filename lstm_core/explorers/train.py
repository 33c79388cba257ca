"""A network that trains in the page; the mathematics stands in ``training.js``."""

from html import escape

from lstm_core.explorers import paragraphs
from lstm_core.explorers.explorer import Between, Explorer, traitlets
from lstm_core.explorers.rounding import shown, times
from lstm_core.plots.style import COLORS
from lstm_core.plots.tables import Table
from lstm_core.stored.results import stored_result
from lstm_core.tasks import agreement

TASKS = ("recall", "adding", "counting", "agreement")
CELLS = ("lstm", "rnn", "gru", "lstm1997")
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
CLIPS = (0.1, 0.3, 1.0, 3.0, 10.0, None)
ROLES = {"f": "forget", "u": "update", "o": "output", "c": "cell"}
"""The columns of the recorded run to the names of their colours."""


class TrainExplorer(Explorer):
    """A small recurrent network that the reader trains where the page is shown.

    With the settings that it begins with, a recorded run shows until the reader's own
    one starts; with others there is none.

    Parameters
    ----------
    task : "recall", "adding", "counting" or "agreement"
        Name a symbol after a while; add two marked numbers; say which of two letters
        came more often; choose the form of a verb.
    cell : "lstm", "rnn", "gru" or "lstm1997"
    lag : int
        Steps between what counts and the question, 2 to 60; in sentences their mean.
    bias : float
        Start value of the forget gate's bias, -2 to 8, for an LSTM.
    units : int
        2 to 16.
    rate : float
        Learning rate of Adam, one of `RATES`.
    noise : float
        Standard deviation of the noise on every input, 0 to 2.
    clip : float or None
        Largest norm of the gradient, one of `CLIPS`; None for no clipping.
    seed : int
        Of the weights and of the sequences, 1 to 20.

    Raises
    ------
    TypeError, ValueError
        If a setting is not one of those.
    """

    _kind = "train"
    task = traitlets.Enum(TASKS, "recall").tag(sync=True)
    cell = traitlets.Enum(CELLS, "lstm").tag(sync=True)
    lag = traitlets.Int(30).tag(sync=True)
    bias = Between(-2.0, 8.0, 5.0)
    units = traitlets.Int(8).tag(sync=True)
    rate = traitlets.Enum(RATES, 0.01).tag(sync=True)
    noise = Between(0.0, 2.0, 0.0)
    clip = traitlets.Enum(CLIPS, 1.0).tag(sync=True)
    seed = traitlets.Int(1).tag(sync=True)

    def __init__(
        self,
        task: str = "recall",
        cell: str = "lstm",
        lag: int = 30,
        *,
        bias: float = 5.0,
        units: int = 8,
        rate: float = 0.01,
        noise: float = 0.0,
        clip: float | None = 1.0,
        seed: int = 1,
    ):
        start = {"task": task, "cell": cell, "lag": lag, "bias": bias, "units": units}
        start |= {"rate": rate, "noise": noise, "clip": clip, "seed": seed}
        recorded = stored_result("train_yourself")["recorded"]
        kept = recorded if recorded["settings"] == start else None
        data = {"recorded": kept, "vocabulary": agreement.VOCABULARY}
        super().__init__(data, **start)

    @traitlets.validate("lag", "units", "seed")
    def _check_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        least, most = {"lag": (2, 60), "units": (2, 16), "seed": (1, 20)}[name]
        if not least <= value <= most:
            raise ValueError(f"{name}: expected {least} to {most}, got {value}")
        return value

    def _fallback(self):
        words, recorded = self._spec["words"], self._spec["data"]["recorded"]
        if recorded is None:
            return paragraphs(words["title"], words["phase.new"], words["static"])
        snapshots = recorded["snapshots"]
        numbers = [_numbers(one) for one in snapshots]
        texts = numbers[-1] | {"score": _score(snapshots[-1], words)}
        texts["back"] = len(snapshots[-1]["reach"]) - 1
        said = [words[key] for key in ("phase.paused", "gradient", "forget")]
        columns = {
            words["table.step"]: [one["step"] for one in snapshots],
            words["table.score"]: [one["score"] for one in snapshots],
            words["table.forget"]: [n["f_mean"] for n in numbers],
            words["table.arrives"]: [n["arrives"] for n in numbers],
        }
        table = Table(columns, formats={words["table.score"]: ".0%"}).to_html()
        picture = _picture(snapshots[-1]["lines"], words)
        sentence = " ".join(said).format(**texts)
        title, static = words["title"], words["static"]
        return paragraphs(title, sentence) + picture + table + paragraphs(static)


def _picture(lines, words):
    """The strips of ``train_picture.js``; a state goes up or down from the middle."""
    most = max(1.0, *(abs(v) for line in lines["c"] for v in line))
    columns = []
    for place, (name, role) in enumerate(ROLES.items()):
        x, color = 4 + 90 * place, COLORS[role]
        head = (
            f'<text x="{x + 40}" y="12" fill="{color}">{words[f"column.{name}"]}</text>'
        )
        zero, scale = (6, 6 / most) if name == "c" else (12, 12)
        columns.append(head)
        for unit, line in enumerate(lines[name]):
            y, step = 22 + 16 * unit, 80 / len(line)
            tops = (
                f"L{x + t * step:.1f} {y + zero - scale * v:.1f}h{step:.2f}"
                for t, v in enumerate(line)
            )
            area = f"M{x} {y + zero}{''.join(tops)}V{y + zero}Z"
            box = f'<rect x="{x}" y="{y}" width="80" height="12" fill="white"/>'
            columns.append(
                f'<g stroke="{color}">{box}<path d="{area}" fill="{color}"/></g>'
            )
    size = f'viewBox="0 0 360 {26 + 16 * len(lines["f"])}" text-anchor="middle"'
    named = f'role="img" aria-label="{escape(words["axis.gates"])}"'
    style = 'style="max-width:29rem;font-size:12px"'
    return f"<svg {size} {named} {style}>{''.join(columns)}</svg>"


def _numbers(one):
    """What the sentence and the table say of one moment, as texts."""
    between = [v for line in one["lines"]["f"] for v in line[1:-1]]
    f_mean = shown(sum(between) / len(between), 3)
    return {"step": one["step"], "f_mean": f_mean, "arrives": times(one["reach"][0])}


def _score(one, words):
    asked = one["asked"]
    right, chance = round(one["score"] * asked), round(asked / 4)
    return words["score.classify"].format(right=right, asked=asked, chance=chance)
