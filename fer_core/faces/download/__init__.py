"""Downloads FER2013 by name, or any file by its address, and reads the faces in it."""

from fer_core.faces.download.address import by_address, checked_address, file_name
from fer_core.faces.download.fer2013 import BY_HAND, SOURCES, Source, get_fer2013, is_installed

__all__ = ["BY_HAND", "SOURCES", "Source", "by_address", "checked_address", "file_name", "get_fer2013", "is_installed"]
