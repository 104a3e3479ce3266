"""The parts of the Train page: the recognizer, a search, its evaluation, and runs."""
