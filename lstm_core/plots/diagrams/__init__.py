"""Diagrams of cells and networks, declared as tables of nodes and edges.

`diagram` says what a table holds, `cell_tables` has one for each cell, `render` draws
any of them. `cell`, `backward`, `unrolled` and `nested` are what chapters call.
"""
