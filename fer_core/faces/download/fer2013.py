"""FER2013 by name: from Kaggle or Hugging Face, with their own libraries, and checked by what is in it.

FER2013 may not be shipped with a program, so each person fetches it from where its terms can be read. The original
contest (Goodfellow et al. 2013) asks for its rules to be accepted by hand; the sources here are public copies of it.
No checksum is published for them, so the faces themselves are counted: `COUNTS`.
"""

import importlib.util
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from fer_core.base.errors import DownloadFailed, InvalidSettings, MissingExtra
from fer_core.base.progress import Progress, part_of, silent
from fer_core.faces.download.process import get_repository
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import, read_faces

NAME = "FER2013"

COUNTS: Mapping[str, int] = MappingProxyType(dict(zip(FER2013, (4953, 547, 5121, 8989, 6077, 4002, 6198), strict=True)))
"""Faces of each emotion in all of FER2013, 35,887 together (Goodfellow et al. 2013)."""

BY_HAND = (
    "Open https://www.kaggle.com/datasets/msambare/fer2013 in your browser and sign in (an account is free).",
    "Press Download; you get a zip of about 60 MB.",
    "Come back here and open that zip under Upload, or its path under From this computer. Do not unpack it.",
)
"""The way that needs nothing but a browser, step by step."""


@dataclass(frozen=True)
class Source:
    """One place that has FER2013.

    Attributes:
        title: for people.
        package: the library that fetches from there, an optional extra.
        install: the line that installs it.
        repository: what the data set is called there.
        revision: the version that is asked for, "" for the newest.
        note: what a person should know before.
    """

    title: str
    package: str
    install: str
    repository: str
    revision: str
    note: str


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "kaggle": Source(
            "Kaggle", "kagglehub", "pip install kagglehub", "msambare/fer2013", "",
            "28,709 training images and 7,178 to test with, about 60 MB. No account is needed.",
        ),
        "huggingface": Source(
            "Hugging Face", "datasets", "pip install datasets", "Aaryan333/fer2013_train_publicTest_privateTest",
            "da8d1643649c86bfc2cffba5b744b51fdf329212", "The same faces as Parquet, about 130 MB.",
        ),
    }
)  # fmt: skip
"""Public copies, by the name that the worker knows them under."""


def is_installed(source: str) -> bool:
    """Whether the library of a source is there. It is not loaded."""
    return importlib.util.find_spec(SOURCES[source].package) is not None


def get_fer2013(source: str, folder: Path, progress: Progress = silent) -> Import:
    """Fetch FER2013 from one of `SOURCES` and read it; nothing is left in ``folder``.

    The library runs in a process of its own, which `progress` can stop at any time by raising Cancelled.

    Raises:
        MissingExtra: with the line that installs the library.
        DownloadFailed: without network, when the source refuses, or when what came is not all of FER2013.
    """
    if source not in SOURCES:
        raise InvalidSettings(f"FER2013 cannot be had from {source!r}.", remedy=f"Use one of: {', '.join(SOURCES)}.")
    known = SOURCES[source]
    if not is_installed(source):
        raise MissingExtra(known.package, known.install)
    with tempfile.TemporaryDirectory(dir=folder, prefix="fer2013-", ignore_cleanup_errors=True) as place:
        faces = Path(place) / "faces"
        get_repository(source, known.repository, known.revision, faces, part_of(progress, 0, 0.6), title=known.title)
        imported = read_faces(faces, part_of(progress, 0.6, 1), name=NAME)
    check(imported.faces, known.title)
    return imported


def check(faces: FaceSet, source: str) -> None:
    """Raise DownloadFailed unless these are FER2013's faces, by the count of each emotion."""
    found = counts_of(faces)
    if found == dict(COUNTS):
        return
    wrong = [f"{name} {found.get(name, 0):,} instead of {n:,}" for name, n in COUNTS.items() if found.get(name, 0) != n]
    what = f"What came is not all of FER2013: {len(faces):,} faces instead of {sum(COUNTS.values()):,}"
    details = f" ({'; '.join(wrong[:3])})." if wrong else "."
    remedy = "Try again, try the other source, or fetch it by hand and open the file as it is."
    raise DownloadFailed(what + details, where=source, remedy=remedy)


def counts_of(faces: FaceSet) -> dict[str, int]:
    """Faces of each class that has any, by its name in small letters."""
    if faces.emotions is None:
        return {}
    counts = faces.counts().sum(axis=0)
    return {name.lower(): int(n) for name, n in zip(faces.classes, counts, strict=True) if n}
