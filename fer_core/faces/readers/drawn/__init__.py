"""Sample faces, drawn by a program."""
