"""Models that learn: losses, optimisers, training, and weights in files."""
