"""Six small pictures, archives of them as many programs write them, and what was read of them."""

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import, read_faces
from tests.core.reader_files import csv_rows, encoded, some_images, zipped

IMAGES = some_images(6, seed=1)
FILES = [encoded(image) for image in IMAGES]
FACES = FaceSet.of(IMAGES, np.arange(6, dtype=np.uint8), classes=FER2013)
TABLE = "\n".join(csv_rows(FACES)).encode()
"""The same pictures as ``fer2013.csv`` has them."""

DOGS = {"dog/1.png": FILES[0], "cat/1.png": FILES[1], "dog/2.png": FILES[2]}
ROWS = [(0, "Training", "dog"), (1, "Training", "cat"), (2, "Training", "dog")]


def read_files(tmp_path: Path, files: dict[str, bytes], **options: object) -> Import:
    """What is read of a zip of ``files``."""
    return read_bytes(tmp_path, zipped(files), **options)


def read_bytes(tmp_path: Path, content: bytes, name: str = "some.zip", **options: object) -> Import:
    (tmp_path / name).write_bytes(content)
    return read_faces(tmp_path / name, **options)  # type: ignore[arg-type]


def layout(found: Import) -> list[tuple[int, str, str | None]]:
    """(which image, usage, class) of each face, in the order of the images."""
    faces, which = found.faces, {image.tobytes(): i for i, image in enumerate(IMAGES)}
    labels = [None] * len(faces) if faces.emotions is None else [faces.classes[e] for e in faces.emotions]
    rows = zip(faces.images, faces.usage, labels, strict=True)
    return sorted((which[image.tobytes()], faces.usages[usage], label) for image, usage, label in rows)


class RawInfo(zipfile.ZipInfo):
    """An entry whose name is written as it is given, without a word on how."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(raw.decode("latin-1"))
        self.filename = raw.decode("latin-1")  # zipfile would cut names and turn slashes around

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (the library calls it so)
        return self.filename.encode("latin-1"), self.flag_bits


def raw_zip(files: Iterable[tuple[bytes, bytes]], change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """A zip of names as raw bytes; ``change`` may touch each entry before it is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for raw, content in files:
            info = RawInfo(raw)
            if change is not None:
                change(info)
            archive.writestr(info, content)
    return buffer.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w", format: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar, by ``mode`` packed ("w:gz")."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=format) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()
