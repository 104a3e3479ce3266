"""What the computer looks at: kinds of features, each with its settings, in the order they are offered."""

from fer_core.features.feature import Feature
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.features.pixels import Pixels

FEATURES: dict[str, type[Pixels] | type[Hog] | type[Geometry]] = {f.kind: f for f in (Pixels, Hog, Geometry)}
"""Kind -> class; ``FEATURES[kind]()`` has the usual settings."""

__all__ = ["FEATURES", "Feature"]
