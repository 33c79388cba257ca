"""Models that learn: a cell, a readout and a loss (`model`), and what trains them.

`losses` lead from hidden states to a number, `optimisers` from gradients to new
weights; `training` has the loop, `storage` keeps weights in files.
"""
