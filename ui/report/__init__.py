"""The parts of the Report page: the story, and the files that one takes away."""
