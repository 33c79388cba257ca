"""What ships with the package: results, networks, and calls that need PyTorch."""
