"""Writes the recognizer as ONNX and skops, and reads such files from elsewhere.

Graphs are written like numpy code (`graph.py`), with a module for each family of features; `kinds.py` lists them. Each
file is compared with the app before it is offered (`parity.py`). `reading.py` reads files from elsewhere.
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
