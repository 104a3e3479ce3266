"""Reads tables of pixels in every usual spelling."""
