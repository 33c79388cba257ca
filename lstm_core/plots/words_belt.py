"""Words of the pictures that show what lies on the belt of the cell state."""

WORDS = {
    "belt.put_on": "put on",
    "belt.left": "still there at the end",
    "belt.size": "mean size",
    "belt.one": "one cell",
    "belt.many": "median of {n} cells",
    "belt.noted": "\N{BULLET} {word}",
    "belt.kept": "For each of {T} words, how much it put on the belt of the cell state "
    "and how much of that is still there at the end: one cell, and the median of {n} "
    "cells.",
    "belt.kept_noted": "Marked words: {words}.",
    "belt.kept_word": "{word}: one cell {one_put}, of which {one_left} is left; "
    "median {put} and {left}.",
    "belt.cell_title": "Belt: the valves let in the first input only",
    "belt.basic_title": "Basic cell: same inputs",
    "belt.cell_axis": "$c_t$",
    "belt.basic_axis": "$a_t$",
    "belt.step": "step $t$",
    "belt.run": "first input {first:g}",
    "belt.held": "Two panels over {T} steps, with one curve for each first input. "
    "Above, the cell state on the belt; below, the state of a basic cell that reads "
    "the same inputs.",
    "belt.held_run": "First input {first:g}: the belt holds {c_first} at the first "
    "step and {c_last} at the last; the basic cell goes from {a_first} to {a_last}.",
}
