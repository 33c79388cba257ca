"""Words of the pictures that compare the memory of LSTMs and basic networks."""

WORDS = {
    # What is left of the start, over a sequence
    "advantage.read": "read at each step",
    "advantage.share": "left on the belt",
    "advantage.apart": "still apart",
    "advantage.left": "Two panels over {T} steps, which read {tokens}. Above, the "
    "share of the first cell state that is left on the belt; below, how far apart the "
    "cell states of runs are that differ in the first symbol. Both start at 1.",
    "advantage.left_one": "{name}: on the belt {half} at step {middle} and {end} at "
    "the last; apart {apart_half} and {apart_end}.",
    # Stretch against lag
    "advantage.fading": "Size of an effect, on a logarithmic scale, against the number "
    "of steps T from {first} to {last}; medians and ranges of {n} networks.",
    # Score against lag
    "advantage.by_lag": "{score} against {axis}; medians and ranges of {n} networks.",
    "advantage.by_lag_one": "{name}: {values}.",
    "advantage.level": "A line marks {name}, {level}.",
    "advantage.accuracy": "accuracy",
    "advantage.error": "mean squared error",
    "advantage.lag": "lag (steps)",
    "advantage.length": "length (steps)",
    "advantage.items": "items to remember",
}
