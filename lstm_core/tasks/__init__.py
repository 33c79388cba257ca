"""What the chapters train on.

`memory`: recall and adding. `names`, `ngrams`, `sampling`: names, letter by letter.
`reviews` and their stars, `review_grammars` that write them. `agreement`,
`agreement_data`, `agreement_units`: sentences whose verbs agree, endless text of them,
and what a trained network does inside.
`weather`: a real series, of days.
`reber`, `counting`, `long_lags`: old problems that the family of cells is compared on.
"""
