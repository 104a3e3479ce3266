"""Reads faces from a file or a folder; `read_faces` recognises the format.

All readers return an `Import`.
"""

from fer_core.faces.readers.asking import CodesUnclear, FoldersUnclear
from fer_core.faces.readers.images.image import PICTURES
from fer_core.faces.readers.imported import Import, Rejection
from fer_core.faces.readers.options import ReadOptions
from fer_core.faces.readers.reading import read_faces

__all__ = ["PICTURES", "CodesUnclear", "FoldersUnclear", "Import", "ReadOptions", "Rejection", "read_faces"]
