"""The parts of the Report page: the story, and the files to download."""
