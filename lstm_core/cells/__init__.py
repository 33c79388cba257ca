"""The recurrent cells, one file each, such as `rnn` and `lstm`.

Such a file holds all that is particular to a cell: its parameters, how they start, one
step, the backward step right below it, and at its end the record (`registry.Cell`) that
everything else in the package asks. What all cells share stands in `parts`, `initial`
and `trace`, the loop over time that runs any of them in `loop`, and its fast twins for
some of them in `fast`; `sequence` checks what goes into a loop.
"""
