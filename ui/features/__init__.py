"""The parts of the Features page: the kind of features, their reduction, and its components."""
