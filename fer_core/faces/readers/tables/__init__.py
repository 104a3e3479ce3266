"""Reads tables of pixels in all common forms."""
