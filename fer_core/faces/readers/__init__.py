"""Readers of faces: one module a format, all handing back an `Import`. `read_faces` finds the right one."""

from fer_core.faces.readers.asking import CodesUnclear, FoldersUnclear
from fer_core.faces.readers.images.image import PICTURES
from fer_core.faces.readers.imported import Import, Rejection
from fer_core.faces.readers.options import ReadOptions
from fer_core.faces.readers.reading import read_faces

__all__ = ["PICTURES", "CodesUnclear", "FoldersUnclear", "Import", "ReadOptions", "Rejection", "read_faces"]
