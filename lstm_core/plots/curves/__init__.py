"""Curves, bars and tables of numbers."""
