"""Curves, bars and tables of numbers, one file for each subject; `parts` is shared."""
