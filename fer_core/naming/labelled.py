"""Exports of named faces: a table of names, or a zip with one folder of pictures for each emotion."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO

import numpy as np
from PIL import Image

from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers._members import LISTING
from fer_core.faces.sources import FaceSources, source_of
from fer_core.naming.sheet import ExportTable, to_csv
from fer_core.naming.verdict import NamedFaces

COLUMNS = ("face", "emotion", "second", "share", "source")
LISTING_COLUMNS = ("file", "face", "source")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same names give the same file


def names_sheet(named: NamedFaces, classes: Sequence[str], sources: FaceSources | None = None) -> ExportTable:
    """One row for each named face: its number, first and second name, share of the first (0..1), and source."""
    return ExportTable(COLUMNS, _rows(named, classes, sources))


def write_zip(out: IO[bytes], faces: FaceSet, named: NamedFaces, progress: Progress = silent) -> None:
    """Write a PNG of each named face, ``emotion/face.png``, by its first name, and the list of their sources.

    FER Lab can import the zip. Raises Cancelled.
    """
    folders = _folders(faces.classes)
    ranked = list(_ranked(named))
    names = [f"{folders[codes[0]]}/{face:06d}.png" for face, codes, _ in ranked]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a PNG is compressed already
        for i, (name, (face, _, _)) in enumerate(zip(names, ranked, strict=True)):
            if i % 200 == 0:
                progress(i, len(ranked), "Writing faces")
            picture = io.BytesIO()
            Image.fromarray(faces.images[face]).save(picture, "PNG")
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), picture.getvalue())
        if faces.sources is not None:
            rows = ((name, face, faces.sources[face]) for name, (face, _, _) in zip(names, ranked, strict=True))
            archive.writestr(zipfile.ZipInfo(LISTING, _EPOCH), to_csv(ExportTable(LISTING_COLUMNS, rows)))
    progress(len(ranked), len(ranked), "Writing faces")


def _rows(named: NamedFaces, classes: Sequence[str], sources: FaceSources | None) -> Iterator[Sequence[object]]:
    for face, codes, share in _ranked(named):
        second = classes[codes[1]] if len(codes) > 1 else ""
        yield face, classes[codes[0]], second, round(share, 4), source_of(sources, face)


def _ranked(named: NamedFaces) -> Iterator[tuple[int, list[int], float]]:
    """Each face once, ascending: its codes, the largest weight first, and that weight."""
    order = np.lexsort((named.codes, -named.weights, named.rows))
    faces, starts = np.unique(named.rows[order], return_index=True)
    codes, weights = named.codes[order], named.weights[order]
    for face, part in zip(faces.tolist(), np.split(np.arange(len(order)), starts[1:]), strict=False):
        yield face, codes[part].tolist(), float(weights[part[0]])


def _folders(classes: Sequence[str]) -> list[str]:
    """A folder name for each class: without separators or dots, and unique on any file system."""
    names = [re.sub(r"[^\w -]", "_", name).strip() or "_" for name in classes]
    folded = [name.casefold() for name in names]
    return [name if folded.count(folded[i]) == 1 else f"{name}_{i}" for i, name in enumerate(names)]
