"""FER2013 by name, from Kaggle or Hugging Face with their libraries, checked by the number of its faces.

FER2013 may not be shipped with a program, so each person downloads it from where its terms can be read. The rules of
the original contest (Goodfellow et al. 2013) must be accepted by hand; the sources here are public copies. No checksum
is published for them, so the faces of each emotion are counted: `COUNTS`.
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
from fer_core.faces.faceset import FaceSet
from fer_core.faces.fer2013 import COUNTS
from fer_core.faces.readers import Import, read_faces

NAME = "FER2013"

BY_HAND = (
    "Open https://www.kaggle.com/datasets/msambare/fer2013 in your browser and sign in (accounts are free).",
    "Click Download to get a zip file of about 60 MB.",
    "Return to this page and open the zip under Upload, or its path under From this computer. Do not unpack it.",
)
"""How to download it with a browser, step by step."""


@dataclass(frozen=True)
class Source:
    """A public copy of FER2013.

    Attributes:
        title: for people.
        package: the library that downloads it, an optional extra.
        install: the command that installs the library.
        repository: the name of the data set there.
        revision: the version to download; "" for the newest.
        note: about the download, for people.
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
            "28,709 training and 7,178 test images, about 60 MB. No account is needed.",
        ),
        "huggingface": Source(
            "Hugging Face", "datasets", "pip install datasets", "Aaryan333/fer2013_train_publicTest_privateTest",
            "da8d1643649c86bfc2cffba5b744b51fdf329212", "The same faces as Parquet, about 130 MB.",
        ),
    }
)  # fmt: skip
"""Public copies of FER2013, by the names that the worker uses."""


def is_installed(source: str) -> bool:
    """Whether the library of a source is installed. It is not loaded."""
    return importlib.util.find_spec(SOURCES[source].package) is not None


def get_fer2013(source: str, folder: Path, progress: Progress = silent) -> Import:
    """Download FER2013 from one of `SOURCES` and read it. Nothing is left in ``folder``.

    The library runs in a separate process, which ``progress`` can stop at any time by raising Cancelled.

    Raises:
        InvalidSettings: for an unknown source.
        MissingExtra: if the library is not installed.
        DownloadFailed: without a network, if the source refuses, or if this is not all of FER2013.
    """
    if source not in SOURCES:
        raise InvalidSettings(
            f"There is no source {source!r} for FER2013.", remedy=f"Use one of: {', '.join(SOURCES)}."
        )
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
    """Raise DownloadFailed unless each emotion has as many faces as in FER2013."""
    found = counts_of(faces)
    if found == dict(COUNTS):
        return
    wrong = [f"{name} {found.get(name, 0):,} instead of {n:,}" for name, n in COUNTS.items() if found.get(name, 0) != n]
    what = f"The download is not all of FER2013: {len(faces):,} faces instead of {sum(COUNTS.values()):,}"
    details = f" ({'; '.join(wrong[:3])})." if wrong else "."
    remedy = "Try again, try the other source, or download it with your browser and open the file."
    raise DownloadFailed(what + details, where=source, remedy=remedy)


def counts_of(faces: FaceSet) -> dict[str, int]:
    """Number of faces by class name in lower case, without empty classes."""
    if faces.emotions is None:
        return {}
    counts = faces.counts().sum(axis=0)
    return {name.lower(): int(n) for name, n in zip(faces.classes, counts, strict=True) if n}
