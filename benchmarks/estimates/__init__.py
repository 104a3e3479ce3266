"""Parts of `benchmarks/estimate.py`: sets of faces, simulated namings, the fit, and the table."""
