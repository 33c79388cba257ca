"""What a network does inside, and whether its gradients are right.

`jacobians`, `gradients` and `effects`: how far a change reaches. `units` and
`attribution`: what one unit holds, and which steps matter. `checks` and `measures`:
how sure a number is.
`bugs`: backward passes with a mistake, for readers to find.
"""
