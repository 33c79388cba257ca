"""Words of the pictures that paint numbers on a text."""

WORDS = {
    "reviews.update": "update gate, mean over the units",
    "reviews.change": "change of the cell state",
    "reviews.removal": "change of the stars without the word",
    "reviews.alt": "A text of {T} words, {n} times, each word shaded by a number that "
    "stands below it.",
    "reviews.alt_top": "{name}: largest at {words}; smallest at {low}.",
    "reviews.alt_word": "{word} ({value})",
}
