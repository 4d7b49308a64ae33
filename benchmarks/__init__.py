"""Measured speed of the portal. `make bench` writes `benchmarks/RESULTS.md`."""
