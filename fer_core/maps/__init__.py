"""Lays faces out in two dimensions, by PCA, UMAP or t-SNE."""
