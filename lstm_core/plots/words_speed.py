"""Words of the pictures of parity and speed."""

WORDS = {
    # Parity
    "speed.step": "training step",
    "speed.loss": "loss",
    "speed.difference": "relative difference",
    "speed.alt_parity": "Two panels over {steps} training steps. Above, the loss of "
    "{first} and of {second}: both go from {start} to {end}, one curve on top of the "
    "other. Below, on a logarithmic scale, their relative difference: {zeros} of the "
    "{steps} steps have exactly the same loss, and the largest difference is "
    "{largest}.",
    # Programs
    "speed.lstm_core": "lstm_core",
    "speed.torch": "nn.LSTM",
    "speed.textbook": "textbook loop",
    "speed.products": "products alone",
    # Cost
    "speed.T": "steps $T$",
    "speed.B": "sequences at once, $B$",
    "speed.n_a": "hidden units $n_a$",
    "speed.ms": "milliseconds",
    "speed.proportional": "proportional",
    "speed.alt_cost": "Time of a training pass against {size}, both on logarithmic "
    "scales.",
    "speed.alt_curve": "{name}: {start} ms at {first}, {end} ms at {last}, {times} "
    "times as long for {factor} times the size.",
    "speed.alt_line": "A dotted line shows what proportional growth would be.",
    "speed.said_T": "the number of steps T",
    "speed.said_B": "the number of sequences B",
    "speed.said_n_a": "the number of hidden units",
    # Products
    "speed.rest": "all the rest",
    "speed.alt_share": "Share of the matrix products in the time: {first} percent at "
    "{low} units, {last} percent at {high}. The band between the curves is all the "
    "rest.",
    # Backends
    "speed.ratio": "time of nn.LSTM / time of lstm_core",
    "speed.faster_core": "lstm_core is faster",
    "speed.faster_torch": "nn.LSTM is faster",
    "speed.case": "{T}, {B}, {n_a}",
    "speed.cases": "$T$, $B$, $n_a$",
    "speed.alt_backends": "How many times as long nn.LSTM takes as lstm_core, for {n} "
    "sizes.",
    "speed.alt_case": "T = {T}, B = {B}, {n_a} units: {ratios}.",
    "speed.alt_ratio": "{ratio} in {dtype}",
}
