"""What every other package uses: errors, progress, processes, words, paths and files."""
