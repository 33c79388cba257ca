"""Every word that a figure shows or says, in one place.

An edition in another language replaces `ENGLISH`; no other module holds words of
figures. The explorers are no figures: theirs stand in `lstm_core.words.explorers`.
"""

from lstm_core.plots import (
    words_advantage,
    words_backward,
    words_belt,
    words_gates,
    words_memory,
    words_reviews,
    words_roles,
    words_speed,
    words_spread,
    words_update,
    words_weights,
)

ENGLISH = {
    # Numbers in sentences
    "numbers.long": "[{shown}, ...] ({n} numbers)",
    # Nodes of the diagrams: as the subject of a sentence, and as a source
    "node.a_prev": "Previous hidden state a_(t-1)",
    "node.c_prev": "Previous cell state c_(t-1)",
    "node.x_t": "Input x_t",
    "node.linear": "Linear map W [a_(t-1), x_t] + b",
    "node.tanh": "tanh",
    "node.a": "New hidden state a_t",
    "node.linear_y": "Linear map W_y a_t + b_y",
    "node.softmax": "softmax",
    "node.y": "Prediction y_t",
    "node.f": "Forget gate f_t (sigmoid)",
    "node.u": "Update gate u_t (sigmoid)",
    "node.o": "Output gate o_t (sigmoid)",
    "node.c_cand": "Candidate (tanh)",
    "node.valve_f": "Valve of the forget gate",
    "node.valve_u": "Valve of the update gate",
    "node.valve_o": "Valve of the output gate",
    "node.r": "Reset gate r_t (sigmoid)",
    "node.past": "Linear map W_ca a_(t-1) + b_a of the past",
    "node.valve_r": "Valve of the reset gate",
    "node.a_cand": "Candidate for the hidden state (tanh)",
    "node.one_minus": "One minus the update gate",
    "node.valve_keep": "Valve of the old state",
    "node.valve_new": "Valve of the candidate",
    "node.sum": "Sum",
    "node.c": "New cell state c_t",
    "node.tanh_c": "tanh of the cell state",
    "source.a_prev": "a_(t-1)",
    "source.c_prev": "c_(t-1)",
    "source.x_t": "x_t",
    "source.linear": "the linear map",
    "source.tanh": "tanh",
    "source.linear_y": "the linear map",
    "source.softmax": "softmax",
    "source.f": "f_t",
    "source.u": "u_t",
    "source.o": "o_t",
    "source.c_cand": "the candidate",
    "source.valve_f": "f_t times c_(t-1)",
    "source.valve_u": "u_t times the candidate",
    "source.valve_o": "o_t times tanh(c_t)",
    "source.r": "r_t",
    "source.past": "the linear map of the past",
    "source.valve_r": "r_t times this map",
    "source.a_cand": "the candidate",
    "source.one_minus": "1 - u_t",
    "source.valve_keep": "u_t times a_(t-1)",
    "source.valve_new": "1 - u_t times the candidate",
    "source.sum": "the sum",
    "source.tanh_c": "tanh(c_t)",
    # Parts of the cells that can be lit up
    "part.past": "the previous hidden state",
    "part.input": "the input",
    "part.linear": "the linear map",
    "part.hidden": "the hidden state",
    "part.prediction": "the prediction",
    "part.forget": "the forget gate",
    "part.reset": "the reset gate",
    "part.update": "the update gate",
    "part.candidate": "the candidate",
    "part.output": "the output gate",
    "part.gates": "the three gates",
    "part.cell": "the cell state",
    # Descriptions of the cells
    "cell.rnn": "Diagram of a basic recurrent cell with the numbers of one step.",
    "cell.lstm": "Diagram of an LSTM cell with the numbers of one step.",
    "cell.gru": "Diagram of a GRU cell with the numbers of one step.",
    "cell.start": "{name}: {value}.",
    "cell.flow": "{name}, from {sources}.",
    "cell.flow_value": "{name}, from {sources}: {value}.",
    "cell.and": " and ",
    "cell.lit": "Lit up: {part}; the rest is dimmed.",
    # The unrolled network
    "unrolled": "A basic recurrent network unrolled over {T} steps: copies of one cell "
    "in a chain, from left to right.",
    "unrolled.start": "It starts with a_0 = {a}.",
    "unrolled.step": "Step {t}: input x_{t} = {x}, new hidden state a_{t} = {a}.",
    "unrolled.end": "The last hidden state gives the prediction y_{t} = {y}.",
    "unrolled.upto": "Lit up: the first {n} steps; the rest is dimmed.",
    "unrolled.upto_0": "Lit up: the start only; the rest is dimmed.",
    "unrolled.upto_1": "Lit up: the first step; the rest is dimmed.",
    "unrolled.title": "The network, one step after the other",
    "unrolled.start_name": "start",
    "unrolled.caption_0": "Before the first step there is only the start, a0 = {a}.",
    "unrolled.caption": "Step {t}: the cell reads x{t} = {x} and makes a{t} = {a}.",
    "unrolled.caption_y": "The readout and the softmax turn a{t} into y{t} = {y}.",
    # Steps through pictures
    "stepper.step": "{name} ({i} of {n})",
    # Axes
    "axis.steps": "steps between cause and effect, $T$",
    "axis.effect": "size of the effect",
    "axis.t": "step $t$",
    "axis.state": "state $a_t$",
    "axis.sensitivity": "sensitivity $|da_t/da_0|$",
    "axis.training": "training step",
    "axis.loss": "loss (nats)",
    "axis.length": "length of the name (letters)",
    "axis.position": "place of the letter in the name",
    # Names that the chapters use for curves, groups and scores
    "name.a0 calculated": "a0, calculated",
    "name.a0 tried": "a0, tried out",
    "name.x1 calculated": "x1, calculated",
    "name.x1 tried": "x1, tried out",
    "name.network": "network",
    "name.real": "real names",
    "name.shuffled": "shuffled letters",
    "name.share of known pieces": "share of known pieces",
    "name.score": "score",
    "name.bits saved": "bits saved, against the RNN",
    "name.keep": "keep",
    "name.overwrite": "overwrite",
    "name.add up": "add up",
    "name.clear": "clear",
    "name.steps back": "steps back",
    "name.size of the gradient": "size of the gradient",
    "name.size of the step, eps": "size of the step, eps",
    "name.relative error": "relative error",
    "name.64 bits": "64 bits",
    "name.32 bits": "32 bits",
    "name.training step": "training step",
    "name.loss (nats)": "loss (nats)",
    "name.noise, long": "noise and long sentences",
    "name.clean, short": "neither",
    # Curves
    "curve.ends": "{name}: {start} at T = {first}, {end} at T = {last}.",
    "curve.zero": "It is first exactly zero at T = {T}, and zeros are not drawn.",
    "curve.floor": "It falls below {floor} at T = {T}.",
    "influence": "Size of an effect, on a logarithmic scale, against the number of "
    "steps T from {first} to {last}.",
    "influence.floor": "below: rounding errors",
    "sweep": "Size of an effect, on a logarithmic scale, against the number of steps T "
    "from {first} to {last}, for several gains of the recurrent weights; medians and "
    "ranges of {n} seeds.",
    "sweep.gain": "gain {gain:g}",
    "map": "Two panels over {T} steps. Above, the state:",
    "map.from": "from {start:+g} it goes to {end}.",
    "map.state": "from {start}",
    "map.sensitivity": "Below, on a logarithmic scale, its sensitivity to the start "
    "goes from {start} to {end}.",
    "loss": "Training loss of {n} runs over {steps} steps: the median goes from "
    "{start} to {end}.",
    "loss.median": "median",
    "loss.one": "training",
    "loss.under": "It first falls below {name} ({level}) at step {step}.",
    "loss.over": "It stays above {name} ({level}).",
    "length": "A score against the length of names, from {first} to {last} letters.",
    "position": "A score against the place of a letter in a name, from {first} to "
    "{last}.",
    "position.group": "{name}: {start} at letter {first}, most at letter {peak} "
    "({most}), {end} at letter {last}.",
    "length.group": "{name}: {start} at length {first}, {end} at length {last}.",
}
ENGLISH |= words_backward.WORDS
ENGLISH |= words_advantage.WORDS
ENGLISH |= words_belt.WORDS
ENGLISH |= words_gates.WORDS
ENGLISH |= words_memory.WORDS
ENGLISH |= words_spread.WORDS
ENGLISH |= words_speed.WORDS
ENGLISH |= words_reviews.WORDS
ENGLISH |= words_roles.WORDS
ENGLISH |= words_update.WORDS
ENGLISH |= words_weights.WORDS


def label(key: str, **values: object) -> str:
    """A visible text, with its fields filled in.

    Parameters
    ----------
    key : str
        A key of `ENGLISH`.
    **values
        What its ``{}`` fields stand for.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If there is no such text, or a field has no value.
    """
    return ENGLISH[key].format(**values)


def translated(name: str) -> str:
    """The visible form of a name that a chapter gives to a curve or a group.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        What ``name.<name>`` stands for in `ENGLISH`; a name that does not stand there,
        such as a reader's own, is shown as it is.
    """
    return ENGLISH.get(f"name.{name}", name)
