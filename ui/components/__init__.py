"""Browser components of our own, in Python, JavaScript and CSS."""
