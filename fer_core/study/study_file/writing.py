"""Writes a study as one zip."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import IO, Any

import numpy as np

from fer_core.base.errors import NotFound
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Decision
from fer_core.naming.exchange import decisions_sheet
from fer_core.naming.sheet import to_csv
from fer_core.study import datasets, runs
from fer_core.study.runs import SavedRun
from fer_core.study.runs.run import versions
from fer_core.study.store import Store, plain
from fer_core.study.study import Study
from fer_core.study.study_file.contents import (
    ABOUT,
    DECISIONS,
    EMOTIONS,
    FORMAT,
    IMAGES,
    MANIFEST,
    MAX_JSON,
    RUNS,
    STUDY,
    USAGE,
    VERSION,
    VOTES,
)
from fer_core.study.study_file.groupings import about, member, saved_groupings

_EPOCH = (1980, 1, 1, 0, 0, 0)  # so that the same study gives the same members
_CHUNK = 4 * 2**20


def write_study(
    out: IO[bytes],
    store: Store,
    study: Study,
    decisions: Sequence[Decision],
    with_faces: bool,
    progress: Progress = silent,
) -> None:
    """Write a study with its ``decisions``, the groups that they refer to, runs and, if wanted, its faces.

    Raises:
        NotFound, DamagedFile: if its data set is gone.
        Cancelled: by ``progress``.
    """
    if with_faces and not study.dataset:
        raise NotFound("This study has no faces yet.", remedy="Save it without faces.")
    faces = datasets.load(store, study.dataset) if study.dataset else None
    saved = runs.saved(store, study.id)
    texts = {
        STUDY: _json(plain(study)),
        DECISIONS: to_csv(decisions_sheet(decisions)),
        RUNS: _json({"runs": [_run(one) for one in (*saved.runs, *saved.deleted)]}),
    }
    arrays: dict[str, np.ndarray] = {}
    for one in saved_groupings(store, study.dataset, decisions, len(faces)) if faces is not None else ():
        texts[about(one.key)] = _json(one.settings)
        arrays |= {member(one.key, name): array for name, array in one.arrays.items()}
    if with_faces and faces is not None:
        texts[ABOUT] = _about(faces, datasets.manifest(store, study.dataset))
        arrays |= {IMAGES: faces.images, USAGE: faces.usage}
        if faces.emotions is not None:
            arrays[EMOTIONS] = faces.emotions
        if faces.votes is not None:
            arrays[VOTES] = faces.votes
    members: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in texts.items():
            members[name] = _member(archive, name, iter([text]))
        for i, (name, array) in enumerate(arrays.items()):
            progress(i, len(arrays) + 1, "Writing arrays")
            members[name] = _member(archive, name, _npy(array, progress))
        archive.writestr(_entry(MANIFEST), _json(_manifest(study, faces, members)))


def _manifest(study: Study, faces: FaceSet | None, members: Mapping[str, Any]) -> dict[str, Any]:
    dataset = {} if faces is None else {
        "id": study.dataset, "name": faces.name, "faces": len(faces), "classes": list(faces.classes),
        "synthetic": faces.synthetic,
    }  # fmt: skip
    return {
        "format": FORMAT,
        "version": VERSION if faces is not None and _is_new(faces) else 2,
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_with": versions(),
        "dataset": dataset,
        "members": dict(members),
    }


def _is_new(faces: FaceSet) -> bool:
    """Whether these faces cannot be read from files of formats before 3."""
    return faces.votes is not None or (faces.emotions is not None and not faces.labelled.all())


def _about(faces: FaceSet, noted: Mapping[str, Any]) -> bytes:
    """What is known of the faces besides their arrays. Earlier versions of FER Lab ignore the sources."""
    about = {
        "name": faces.name, "classes": list(faces.classes), "usages": list(faces.usages),
        "synthetic": faces.synthetic, "source": str(noted.get("source", "")), "format": str(noted.get("format", "")),
    }  # fmt: skip
    if faces.sources is not None:
        with_sources = _json({**about, "sources": list(faces.sources)})
        if len(with_sources) <= MAX_JSON:  # a quarter of a million paths; more could not be read
            return with_sources
    return _json(about)


def _run(one: SavedRun) -> dict[str, Any]:
    return {"run": plain(one.run), "marks": plain(one.marks), "pinned": one.pinned}


def _npy(array: np.ndarray, progress: Progress) -> Iterator[bytes]:
    """The bytes of an .npy file, in pieces."""
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(np.ascontiguousarray(array)))
    yield head.getvalue()
    content = np.ascontiguousarray(array).view(np.uint8).reshape(-1).data
    for start in range(0, len(content), _CHUNK):
        progress(start, len(content), "Writing arrays")
        yield bytes(content[start : start + _CHUNK])


def _member(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> dict[str, Any]:
    """Write a member; returns its entry for the manifest."""
    digest, size = hashlib.sha256(), 0
    with archive.open(_entry(name), "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"sha256": digest.hexdigest(), "bytes": size}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
