"""Reads untrusted zips, tars and packed files, in memory."""
