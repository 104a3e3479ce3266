"""Our own browser components, in Python, JavaScript and CSS."""
