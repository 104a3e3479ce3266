"""The parts of the Features page: the kind of features, its reduction, its components."""
