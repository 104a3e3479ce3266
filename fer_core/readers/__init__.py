"""Readers of faces: one module a format, all handing back an `Import`. `read_faces` finds the right one."""

from fer_core.readers.imported import Import, Rejection
from fer_core.readers.reading import read_faces

__all__ = ["Import", "Rejection", "read_faces"]
