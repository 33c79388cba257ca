"""Visible words, apart from the code that shows them, so that they can be changed."""
