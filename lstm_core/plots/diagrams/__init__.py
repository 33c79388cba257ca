"""Diagrams of cells, declared as tables of nodes and edges."""
