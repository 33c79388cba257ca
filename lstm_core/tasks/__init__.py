"""What the chapters train on.

`memory`: recall and adding. `names`, `ngrams`, `sampling`: names, letter by letter.
`reviews` and their stars. `agreement`, `agreement_data`, `agreement_units`: sentences
whose verbs agree, endless text of them, and what a trained network does inside.
`reber`, `counting`, `long_lags`: old problems that the family of cells is compared on.
"""
