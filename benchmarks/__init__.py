"""How fast salesplan is, as ratios to its peers: `python -m benchmarks`, or a script alone."""
