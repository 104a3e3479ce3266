"""Finds the faces in a photo, and crops them like the faces that the recognizer was trained on.

Nothing is written to disk.
"""

from fer_core.photo.crops import faces_in, is_crop, read_crop
from fer_core.photo.faces import FoundFace, find_faces, find_upright
from fer_core.photo.reading import read_photo

__all__ = ["FoundFace", "faces_in", "find_faces", "find_upright", "is_crop", "read_crop", "read_photo"]
