"""Two-dimensional maps of faces: PCA, UMAP, t-SNE."""
