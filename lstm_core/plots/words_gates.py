"""Words of the pictures in `lstm_core.plots.curves.gates` and in its `gate_curves`."""

WORDS = {
    "gates.sigmoid_x": "pre-activation, $z$",
    "gates.sigmoid_y": r"opening, $\sigma(z)$",
    "gates.open": "open",
    "gates.closed": "closed",
    "gates.sigmoid": "The sigmoid, an S-shaped curve: from {start} at z = {first:g} "
    "it rises to {end} at z = {last:g}.",
    "gates.sigmoid_at": "At z = {z:g}: {s}.",
    "gates.half_x": "forget gate, $f$",
    "gates.half_y": "half-life (steps)",
    "gates.half_z": "pre-activation, $z$",
    "gates.half_mark": "{f:g}: {steps}",
    "gates.half": "Half-life of a memory in steps, on a logarithmic scale, against the "
    "forget gate f from {first:.2f} to {last:.4f}, spread out near 1. The curve rises "
    "ever more steeply and ends as a straight line.",
    "gates.half_at": "f = {f:g}: {steps} steps.",
    "gates.col.f": "forget",
    "gates.col.u": "update",
    "gates.col.c_cand": "candidate",
    "gates.col.c": "cell",
    "gates.col.o": "output",
    "gates.col.a": "hidden",
    "gates.map": "Table of one unit of an LSTM while it reads {T} words, one row a "
    "word, from top to bottom.",
    "gates.map_row": "{word}: forget {f}, update {u}, candidate {c_cand}, cell state "
    "{c}, output {o}, hidden state {a}.",
}
