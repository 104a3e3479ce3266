"""Writes the recognizer as ONNX and skops, and reads such files from elsewhere.

A graph is written as if it were numpy (`graph.py`), one file a family of features; `kinds.py` lists them. The
file is compared with the app before anybody gets it (`parity.py`). `reading.py` reads such files from elsewhere.
"""

from fer_core.export.example import example
from fer_core.export.models import NotExportable
from fer_core.export.parity import CLOSE, FACES, ExportDiffers, Parity
from fer_core.export.reading import OnnxRecognizer, Refused, read_onnx, read_skops
from fer_core.export.recipe import Recipe
from fer_core.export.sklearn_file import skops_of
from fer_core.export.write import Exported, exported

__all__ = [
    "CLOSE", "FACES", "ExportDiffers", "Exported", "NotExportable", "OnnxRecognizer", "Parity", "Recipe", "Refused",
    "example", "exported", "read_onnx", "read_skops", "skops_of",
]  # fmt: skip
