"""Small files of faces for the tests of the readers: written as the wild writes them."""

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from fer_core.faces.faceset import SIDE, FaceSet

_TEXT = [str(value) for value in range(256)]


def some_images(n: int, seed: int = 0) -> np.ndarray:
    """uint8 [n, 48, 48] of noise: no two alike."""
    return np.random.default_rng(seed).integers(0, 256, (n, SIDE, SIDE), np.uint8)


def pixels(image: np.ndarray) -> str:
    return " ".join([_TEXT[value] for value in image.tobytes()])


def csv_rows(faces: FaceSet) -> list[str]:
    """A header and rows of ``fer2013.csv``, without line ends."""
    assert faces.emotions is not None
    parts = [faces.usages[code] for code in faces.usage]
    rows = zip(faces.emotions, faces.images, parts, strict=True)
    return ["emotion,pixels,Usage", *(f"{e},{pixels(image)},{part}" for e, image, part in rows)]


def write_csv(path: Path, rows: list[str], end: str = "\n") -> Path:
    path.write_bytes((end.join(rows) + end).encode())
    return path


def encoded(image: np.ndarray | Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """An image file's bytes."""
    buffer = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(buffer, kind, **options)
    return buffer.getvalue()


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def write_tree(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
