"""Zips, tars and packed files from strangers, read in memory."""
