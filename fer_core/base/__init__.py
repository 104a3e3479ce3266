"""What every other room stands on: errors, progress, processes, words, paths."""
