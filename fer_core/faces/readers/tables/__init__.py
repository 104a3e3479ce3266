"""Tables of pixels: how they are written, and their rows."""
