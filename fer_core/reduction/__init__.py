"""Reduces features to a few numbers per face; fitted on training rows only.

PCA (`Reduction`) is fitted once with its largest number of components. `METHODS` are its alternatives, which are fitted
again for each number.
"""

from fer_core.reduction.autoencoder import Autoencoder
from fer_core.reduction.factor_analysis import FactorAnalysis
from fer_core.reduction.ica import Ica
from fer_core.reduction.kernel_pca import KernelPca
from fer_core.reduction.method import Method
from fer_core.reduction.nmf import Nmf
from fer_core.reduction.pca import Reduction
from fer_core.reduction.settings import PCA, ReductionSettings
from fer_core.reduction.umap_reduction import UmapReduction

METHODS: dict[str, Method] = {
    method.name: method for method in (Nmf(), Ica(), KernelPca(), FactorAnalysis(), Autoencoder(), UmapReduction())
}
"""Alternatives to PCA by name, in the order of the page."""

__all__ = ["METHODS", "PCA", "Method", "Reduction", "ReductionSettings"]
