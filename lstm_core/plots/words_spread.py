"""Words of the curves of several runs."""

WORDS = {
    "spread.linear": "both scales are linear",
    "spread.log y": "the vertical scale is logarithmic",
    "spread.log": "both scales are logarithmic",
    "spread.group": "{name}, median of {n} runs: {first} at {start}, {last} at {end}.",
    "spread.least": "It is lowest at {at}, with {least}.",
    "spread.alt": "Curves of {y} against {x}; {scale}.",
}
