"""What every other package stands on: errors, progress, processes, words, paths."""
