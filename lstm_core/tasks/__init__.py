"""What the chapters train on: memory, names, reviews, sentences."""
