"""The parts of the Try it page: a photo, the answers for its faces, corrections."""
