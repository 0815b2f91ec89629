"""What is measured of Interleaf, how, and against what; nothing of the product imports this."""
