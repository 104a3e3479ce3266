"""Data sets in the store: written once at import; the imported file is not needed afterwards."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fer_core.base.errors import DamagedFile, FerLabError, InvalidSettings, NotFound, Unreadable
from fer_core.faces.faceset import FaceSet, fingerprint
from fer_core.faces.readers.imported import Import
from fer_core.faces.readers.reading import SAMPLE
from fer_core.faces.sources import FaceSources
from fer_core.study.store import Store, read_folder, read_json, unreadable, write_array, write_json

_FOLDER = "datasets"
_TEXT, _ENDS = "source_text", "source_ends"
_ID = re.compile(r"[0-9a-f]{16}")
_AGAIN = "Import the file again. This replaces the data set, and its studies open as before."


@dataclass(frozen=True)
class DatasetInfo:
    """A data set in a list.

    Attributes:
        id: the fingerprint of its faces.
        name: its name.
        faces: number of faces.
        classes: names of the emotions.
        usages: names of its parts.
        labelled: whether it has labels.
        synthetic: whether its faces are generated.
        created: when it was imported, ISO 8601 in UTC.
        rejected: rows or images of the file that could not be read.
    """

    id: str
    name: str
    faces: int
    classes: tuple[str, ...]
    usages: tuple[str, ...]
    labelled: bool
    synthetic: bool
    created: str
    rejected: int


def save(store: Store, imported: Import, source: str) -> str:
    """Save the faces of an import and return their id.

    A data set that is already saved stays as it is, unless it is damaged: then it is replaced. If it was saved before
    sources of faces were, those of the import are added. Of ``source`` (a path or ``sample:clear``) only the last part
    is saved, to keep private folder names out. Raises Unreadable if the system does not allow to read the saved one.
    """
    faces = imported.faces
    dataset = faces.fingerprint
    target = store.folder(_FOLDER) / dataset
    try:
        saved = load(store, dataset)
    except NotFound:
        pass
    except Unreadable:
        raise
    except DamagedFile:
        shutil.rmtree(target, ignore_errors=True)
    else:
        if faces.sources is not None and saved.sources != faces.sources:
            _imported_again(target, faces.sources, saved.sources is None, imported.format, source)
        return dataset
    arrays = {"images": faces.images, "usage": faces.usage}
    if faces.emotions is not None:
        arrays["emotions"] = faces.emotions
    if faces.votes is not None:
        arrays["votes"] = faces.votes
    if faces.sources is not None:
        arrays |= {_TEXT: faces.sources.text, _ENDS: faces.sources.ends}
    store.write(target, arrays, _manifest_of(imported, source))
    return dataset


def load(store: Store, dataset: str) -> FaceSet:
    """The faces of a data set, memory-mapped and read-only; every byte is checked (83 MB: 0.1 s).

    Raises NotFound for an unknown id, DamagedFile for changed data, Unreadable if the system does not allow to read it.
    """
    folder = _folder(store, dataset)
    try:
        arrays, about = read_folder(folder)
        faces = _faces(arrays, about)
        genuine = faces.fingerprint == dataset and fingerprint(faces.images) == faces.image_fingerprint
    except Unreadable:
        raise
    except (KeyError, TypeError, ValueError, InvalidSettings, NotFound, DamagedFile) as error:
        raise _damaged(folder) from error
    if not genuine:
        raise _damaged(folder)
    return faces


class KnownDataSets(NamedTuple):
    """All data sets of a home: those whose manifest can be read, newest first, and the errors of the others."""

    datasets: list[DatasetInfo]
    unreadable: list[FerLabError]


def survey(store: Store) -> KnownDataSets:
    """List the folder of data sets. Damaged arrays are found only by `load`. Raises Unreadable for the folder."""
    found = KnownDataSets([], [])
    for path in store.listed(_FOLDER):
        if _ID.fullmatch(path.name):
            try:
                found.datasets.append(_info(path.name, _about(path)))
            except FerLabError as error:
                found.unreadable.append(error)
    found.datasets.sort(key=lambda info: (info.created, info.id), reverse=True)
    return found


def listing(store: Store) -> list[DatasetInfo]:
    """All data sets whose manifest can be read, newest first; `survey` also has the errors of the others."""
    return survey(store).datasets


def manifest(store: Store, dataset: str) -> dict[str, Any]:
    """What was noted at import: name, source, format, counts, rejected rows …

    Raises NotFound for an unknown id, DamagedFile, or Unreadable if the system does not allow to read it.
    """
    return _about(_folder(store, dataset))


def _about(folder: Path) -> dict[str, Any]:
    """The manifest of a data set, with all required fields."""
    try:
        about = read_json(folder / "manifest.json")
        _info(folder.name, about)
    except Unreadable:
        raise
    except (KeyError, TypeError, ValueError, NotFound, DamagedFile) as error:
        raise _damaged(folder) from error
    return about


def again_in_words(store: Store, dataset: str) -> list[str]:
    """A sentence on the newest import of the same faces from other sources; an empty list if there was none."""
    again = manifest(store, dataset).get("again")
    if not again:
        return []
    known = (
        "since then, the file or line of each face is known"
        if again["named"]
        else "the files or lines noted before were not changed"
    )
    when = f"{again['created'][:16].replace('T', ' ')} UTC"
    return [f"The same faces were opened again from {again['source']} on {when}; {known}."]


def _folder(store: Store, dataset: str) -> Path:
    folder = store.folder(_FOLDER) / dataset if _ID.fullmatch(dataset) else None
    try:
        there = folder is not None and folder.is_dir()
    except OSError as error:
        raise unreadable(store.home / _FOLDER, error) from error
    if folder is None or not there:
        remedy = "It was deleted, or is in another home folder. Import the file again."
        raise NotFound("There is no data set with this id.", where=dataset[:40], remedy=remedy)
    return folder


def _imported_again(target: Path, sources: FaceSources, wanted: bool, form: str, source: str) -> None:
    """Note an import of the same faces with other sources; save these sources if they are ``wanted``.

    Existing sources stay, because earlier exports refer to them. Sources count only with their ends,
    which are written last.
    """
    if wanted:
        write_array(target / f"{_TEXT}.npy", sources.text)
    again = {"source": _last_part(source), "format": form, "created": datetime.now(UTC).isoformat(), "named": wanted}
    write_json(target / "manifest.json", {**read_json(target / "manifest.json"), "again": again})
    if wanted:
        write_array(target / f"{_ENDS}.npy", sources.ends)


def _last_part(source: str) -> str:
    return source if source.startswith(SAMPLE) else re.split(r"[/\\]", source.rstrip("/\\"))[-1]


def _sources(arrays: Mapping[str, np.ndarray]) -> FaceSources | None:
    return FaceSources(arrays[_TEXT], arrays[_ENDS]) if _TEXT in arrays and _ENDS in arrays else None


def _manifest_of(imported: Import, source: str) -> dict[str, Any]:
    faces = imported.faces
    return {
        "name": faces.name,
        "source": _last_part(source),
        "format": imported.format,
        "created": datetime.now(UTC).isoformat(),
        "faces": len(faces),
        "classes": list(faces.classes),
        "usages": list(faces.usages),
        "labelled": faces.emotions is not None,
        "synthetic": faces.synthetic,
        "image_fingerprint": faces.image_fingerprint,
        "counts": faces.counts().tolist(),
        "rejected": [asdict(rejection) for rejection in imported.rejected],
        "notes": dict(imported.notes),
    }


def _faces(arrays: Mapping[str, np.ndarray], about: Mapping[str, Any]) -> FaceSet:
    if about["labelled"] and "emotions" not in arrays:
        raise KeyError("emotions")
    return FaceSet.of(
        arrays["images"].view(np.ndarray),
        np.array(arrays["emotions"]) if about["labelled"] else None,
        classes=tuple(about["classes"]),
        usage=np.array(arrays["usage"]),
        usages=tuple(about["usages"]),
        name=str(about["name"]),
        synthetic=bool(about["synthetic"]),
        image_fingerprint=str(about["image_fingerprint"]),
        sources=_sources(arrays),
        votes=np.array(arrays["votes"]) if "votes" in arrays else None,
    )


def _info(dataset: str, about: Mapping[str, Any]) -> DatasetInfo:
    return DatasetInfo(
        id=dataset, name=str(about["name"]), faces=int(about["faces"]), classes=tuple(about["classes"]),
        usages=tuple(about["usages"]), labelled=bool(about["labelled"]), synthetic=bool(about["synthetic"]),
        created=str(about["created"]), rejected=len(about["rejected"]),
    )  # fmt: skip


def _damaged(folder: Path) -> DamagedFile:
    return DamagedFile("This data set was changed or damaged.", where=f"{_FOLDER}/{folder.name}", remedy=_AGAIN)
