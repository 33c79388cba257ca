"""The same models in PyTorch, which is imported when it is first needed.

`model` trains with PyTorch's own modules, `trace` recovers the gates that they hide,
`layouts` takes weights to and from PyTorch and Keras.
"""
