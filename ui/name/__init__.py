"""The parts of the Name page: groups and faces to name, the map, people, history and estimated accuracy."""
