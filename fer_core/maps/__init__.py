"""Maps: all faces in two dimensions, by PCA, UMAP or t-SNE."""
