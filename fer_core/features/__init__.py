"""Kinds of features, one module each. A kind turns faces into rows of numbers."""

from fer_core.features.combined import Combined
from fer_core.features.expression import Expression
from fer_core.features.feature import Feature, Learned, Sources
from fer_core.features.gabor import Gabor
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.features.landmarks import Landmarks
from fer_core.features.lbp import Lbp
from fer_core.features.movements import Movements
from fer_core.features.onnx_encoder import OnnxEncoder
from fer_core.features.patches import Patches
from fer_core.features.pixels import Pixels
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warped_patches import WarpedPatches
from fer_core.features.warped_pixels import WarpedPixels

FEATURES: dict[str, type[Feature]] = {
    cls.kind: cls
    for cls in (
        Expression, Movements, Geometry, Landmarks, ShapeFree, WarpedPatches, WarpedPixels, Patches, Hog, Lbp, Gabor,
        Pixels,
    )
}  # fmt: skip
"""Kinds that need no further choice, in the order of the page: kind -> class. Their defaults are usable settings."""

CHOSEN: dict[str, type[Feature]] = {cls.kind: cls for cls in (Combined, OnnxEncoder)}
"""Kinds that need a choice: which kinds to combine, or a file."""

__all__ = ["CHOSEN", "FEATURES", "Feature", "Learned", "Sources"]
