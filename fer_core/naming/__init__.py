"""Names for groups and faces: the decision log, the current state, agreement, and training labels."""
