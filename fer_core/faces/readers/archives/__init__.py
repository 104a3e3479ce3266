"""Reads zips, tars and packed files from strangers, in memory."""
