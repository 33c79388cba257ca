"""The same in PyTorch, and weights to and from it and Keras. It is imported late."""
