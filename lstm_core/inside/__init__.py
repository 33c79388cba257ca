"""What a network does inside: derivatives, units, and checks of gradients."""
