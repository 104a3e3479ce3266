"""What the computer looks at: kinds of features, one module each, in the order they are offered."""

from fer_core.features.combined import Combined
from fer_core.features.expression import Expression
from fer_core.features.feature import Feature, Learned, Sources
from fer_core.features.gabor import Gabor
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.features.landmarks import Landmarks
from fer_core.features.lbp import Lbp
from fer_core.features.onnx_encoder import OnnxEncoder
from fer_core.features.patches import Patches
from fer_core.features.pixels import Pixels
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warped_patches import WarpedPatches
from fer_core.features.warped_pixels import WarpedPixels

FEATURES: dict[str, type[Feature]] = {
    cls.kind: cls
    for cls in (
        Expression, Geometry, Landmarks, ShapeFree, WarpedPatches, WarpedPixels, Patches, Hog, Lbp, Gabor, Pixels,
    )
}  # fmt: skip
"""Kinds that stand by themselves: kind -> class; ``FEATURES[kind]()`` has the usual settings."""

CHOSEN: dict[str, type[Feature]] = {cls.kind: cls for cls in (Combined, OnnxEncoder)}
"""Kinds that need a choice: what is combined, or a file."""

__all__ = ["CHOSEN", "FEATURES", "Feature", "Learned", "Sources"]
