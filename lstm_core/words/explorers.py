"""Every word that an explorer shows or says.

An edition in another language replaces these dictionaries; neither the Python code nor
the JavaScript of the explorers holds visible text. In braces stand the numbers that
the explorer fills in. ``_{...}`` after a symbol is its index.
"""

COMMON = {
    "reset": "Reset",
    "static": "This is the first state. To move it, switch JavaScript on.",
    "minus": "\N{MINUS SIGN}",
}

VALVE = {
    "title": "A gate as a valve",
    "drawing": "A pipe with a valve. A value enters from the left. The pre-activation "
    "z passes a sigmoid from below and sets how far the valve is open. The product "
    "leaves to the right.",
    "z": "pre-activation",
    "z.symbol": "z",
    "value": "value that flows",
    "value.symbol": "v",
    "gate.symbol": "g",
    "product.symbol": "g\N{THIN SPACE}v",
    "sigmoid": "\N{GREEK SMALL LETTER SIGMA}",
    "closed": "Almost closed: g \N{MULTIPLICATION SIGN} v = "
    "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
    "part": "Partly open: g \N{MULTIPLICATION SIGN} v = "
    "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
    "open": "Almost fully open: g \N{MULTIPLICATION SIGN} v = "
    "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
}

HALF_LIFE = {
    "title": "How long a memory lasts",
    "drawing": "Curve of f to the power t, the share of a memory that is left after t "
    "steps, from 0 to {steps} steps.",
    "f": "forget gate",
    "f.symbol": "f",
    "axis.t": "steps t",
    "axis.left": "share left",
    "mark": "half-life {half_life} steps",
    "mark.beyond": "half-life {half_life} steps, beyond this edge",
    "mark.never": "half is never lost",
    "mark.left": "after 50 steps: {left}",
    "result": "With f = {f}, from a pre-activation of "
    "z\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{z}, half is gone after "
    "{half_life} steps. After 50 steps the share {left} is left.",
    "result.none": "With f = 0 nothing is left after one step.",
    "result.all": "With f = 1 nothing is ever lost.",
}

CELL = {
    "title": "One step of the cell state",
    "drawing": "The cell state as a belt from left to right. The forget gate "
    "multiplies the previous cell state, the update gate the candidate; their sum is "
    "the new cell state. Its tanh, times the output gate, is the new hidden state.",
    "c_prev": "previous cell state",
    "c_prev.symbol": "c_{t\N{MINUS SIGN}1}",
    "f": "forget gate",
    "f.symbol": "f_{t}",
    "c_cand": "candidate",
    "c_cand.symbol": "c\N{COMBINING TILDE}_{t}",
    "u": "update gate",
    "u.symbol": "u_{t}",
    "o": "output gate",
    "o.symbol": "o_{t}",
    "c.symbol": "c_{t}",
    "a.symbol": "a_{t}",
    "tanh": "tanh",
    "result": "c = {f} \N{MULTIPLICATION SIGN} {c_prev} + {u} \N{MULTIPLICATION SIGN} "
    "{c_cand} = {kept} + {added} = {c}.\n"
    "a = {o} \N{MULTIPLICATION SIGN} tanh({c}) = {o} \N{MULTIPLICATION SIGN} {tanh_c} "
    "= {a}.",
}

BELT = {
    "title": "The cell state as a conveyor belt",
    "drawing": "The belt at one step, from left to right: what lies on it, what falls "
    "off at the forget gate, what is put on through the update gate, and what leaves. "
    "Below, the cell state after every step.",
    "t": "step",
    "position": "Step {step} of {steps}",
    "position.word": "Step {step} of {steps}: {word}",
    "play": "Play",
    "pause": "Pause",
    "back": "Step back",
    "forward": "Step forward",
    "f.symbol": "f_{t}",
    "u.symbol": "u_{t}",
    "c_prev.symbol": "c_{t\N{MINUS SIGN}1}",
    "c_cand.symbol": "c\N{COMBINING TILDE}_{t}",
    "c.symbol": "c_{t}",
    "lost": "falls off",
    "added": "put on",
    "all_steps": "cell state after each step",
    "result": "The forget gate ({f}) keeps {kept} of {c_prev}; {lost} falls off.\n"
    "The update gate ({u}) puts on {added} of the candidate {c_cand}.\n"
    "Together: {c}.",
    "static": "These are all the steps. To play them, switch JavaScript on.",
    "table.step": "step",
    "table.word": "input",
    "table.f": "forget gate",
    "table.u": "update gate",
    "table.c_cand": "candidate",
    "table.c": "cell state",
}

SENTENCE = {
    "title": "One unit reads a sentence",
    "drawing": "A row for each word of the sentence. Bars show how far the forget, the "
    "update and the output gate of the unit are open, and its cell state: to the left "
    "below zero, to the right above it. The chosen word is marked.",
    "sentence": "sentence",
    "unit": "unit",
    "t": "word",
    "table.f": "forget",
    "table.u": "update",
    "table.o": "output",
    "table.c": "cell",
    "f.symbol": "f_{t}",
    "u.symbol": "u_{t}",
    "o.symbol": "o_{t}",
    "c.symbol": "c_{t}",
    "result": "Unit {unit} at word {t}, {word}: forget gate {f}, update gate {u}, "
    "output gate {o}; cell state {c}.",
    "static": "This is the first sentence and unit. To choose others, switch "
    "JavaScript on.",
    "table.word": "word",
}

ENGLISH = {
    "valve": VALVE,
    "half_life": HALF_LIFE,
    "cell": CELL,
    "belt": BELT,
    "sentence": SENTENCE,
}
"""The words of each kind of explorer, beside those of `COMMON`."""


def words_for(kind: str) -> dict[str, str]:
    """All words of one kind of explorer.

    Parameters
    ----------
    kind : str
        A key of `ENGLISH`.
    """
    return COMMON | ENGLISH[kind]
