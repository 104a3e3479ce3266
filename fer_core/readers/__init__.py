"""Readers of faces: one module a format, all handing back an `Import`."""

from fer_core.readers.imported import Import, Rejection

__all__ = ["Import", "Rejection"]
