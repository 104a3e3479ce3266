"""Labelled faces to take away: a table of names, or a zip with one folder of pictures for each emotion."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np
from PIL import Image

from fer_core.naming import sheet
from fer_core.naming.verdict import NamedFaces
from fer_core.progress import Progress, silent

COLUMNS = ("face", "emotion", "second", "share")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same names give the same file


def names_csv(named: NamedFaces, classes: Sequence[str]) -> bytes:
    """One line a named face: its number, its first and second name, and the first one's share (0..1)."""
    return sheet.to_csv(COLUMNS, _rows(named, classes))


def names_parquet(named: NamedFaces, classes: Sequence[str]) -> bytes:
    """The same as Parquet."""
    return sheet.to_parquet(COLUMNS, _rows(named, classes))


def names_json(named: NamedFaces, classes: Sequence[str]) -> bytes:
    """The same as JSON, a list of objects."""
    return sheet.to_json(COLUMNS, _rows(named, classes))


def write_zip(
    out: BinaryIO, images: np.ndarray, named: NamedFaces, classes: Sequence[str], progress: Progress = silent
) -> None:
    """A PNG of each named face, ``emotion/face.png``, under its first name; ``images`` uint8 [n, 48, 48].

    The importer of folders reads it back. Raises Cancelled.
    """
    folders = _folders(classes)
    faces = list(_ranked(named))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a PNG is compressed already
        for i, (face, codes, _) in enumerate(faces):
            if i % 200 == 0:
                progress(i, len(faces), "Writing faces")
            picture = io.BytesIO()
            Image.fromarray(images[face]).save(picture, "PNG")
            archive.writestr(zipfile.ZipInfo(f"{folders[codes[0]]}/{face:06d}.png", _EPOCH), picture.getvalue())
    progress(len(faces), len(faces), "Writing faces")


def _rows(named: NamedFaces, classes: Sequence[str]) -> Iterator[Sequence[object]]:
    for face, codes, share in _ranked(named):
        yield face, classes[codes[0]], classes[codes[1]] if len(codes) > 1 else "", round(share, 4)


def _ranked(named: NamedFaces) -> Iterator[tuple[int, list[int], float]]:
    """Each face once, ascending: its codes, the heaviest first, and the weight of the first."""
    order = np.lexsort((named.codes, -named.weights, named.rows))
    faces, starts = np.unique(named.rows[order], return_index=True)
    codes, weights = named.codes[order], named.weights[order]
    for face, part in zip(faces.tolist(), np.split(np.arange(len(order)), starts[1:]), strict=False):
        yield face, codes[part].tolist(), float(weights[part[0]])


def _folders(classes: Sequence[str]) -> list[str]:
    """A folder's name for each class: no separators or dots, no two alike on any file system."""
    names = [re.sub(r"[^\w -]", "_", name).strip() or "_" for name in classes]
    folded = [name.casefold() for name in names]
    return [name if folded.count(folded[i]) == 1 else f"{name}_{i}" for i, name in enumerate(names)]
