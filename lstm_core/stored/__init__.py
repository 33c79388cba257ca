"""What ships with the package, below ``lstm_core/data``, and is read here.

`results` of ``experiments/`` and networks that a page speaks of; `calls`, what
functions that need PyTorch once returned; `reference`, a step of PyTorch's LSTM;
`gpu`, a report in words. `codec` turns values into plain data and back.
"""
