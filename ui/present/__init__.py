"""The parts of the presentation for an audience."""
