"""One zip from anybody -> a study, after every byte of it was checked. Nothing is unpacked to the disk.

In this order: is it a zip that is safe to open; is its manifest one that we know; are its members those that it names,
each with its hash; is every value one that a page could have chosen; do the faces have the fingerprint of the study.
"""

import dataclasses
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from fer_core import study as studies
from fer_core import typed
from fer_core.errors import FerLabError, UnreadableFaces
from fer_core.faceset import SIDE, FaceSet
from fer_core.naming.exchange import read_decisions
from fer_core.progress import Progress, silent
from fer_core.readers import Import
from fer_core.readers._builder import BadCell
from fer_core.readers._zip import open_zip, read_pieces
from fer_core.readers.limits import MAX_CLASSES, MAX_FACES, MAX_NAME
from fer_core.runs import KeptRun
from fer_core.runs.keeping import read as read_run
from fer_core.runs.keeping import read_marks
from fer_core.study import Study
from fer_core.study_file.contents import (
    ABOUT,
    ALWAYS,
    DECISIONS,
    EMOTIONS,
    FACES,
    FORMAT,
    IMAGES,
    MANIFEST,
    MAX_DECISIONS,
    MAX_JSON,
    MAX_RUNS,
    MEMBERS,
    RUNS,
    STUDY,
    USAGE,
    VERSION,
    Contents,
    DataSet,
    RefusedFile,
)

_DATASET = re.compile(r"[0-9a-f]{16}|")
_ID = re.compile(r"[0-9a-f]{8}")
_NPY_HEAD = 4096
_NOTED = {field.name for field in dataclasses.fields(DataSet)}
Members = Mapping[str, bytes]


def read_study(stream: BinaryIO, size: int, file: str = "study.zip", progress: Progress = silent) -> Contents:
    """The study in a zip that `write_study` made. Raises RefusedFile for anything else; ``file`` is for the error."""
    try:
        return _contents(_members(stream, size, file, progress))
    except RefusedFile as error:
        raise RefusedFile(error.what, where=error.where or file, remedy=error.remedy) from error
    except FerLabError as error:
        raise RefusedFile(error.what, where=error.where or file) from error


def _members(stream: BinaryIO, size: int, file: str, progress: Progress) -> dict[str, bytes]:
    """Every member's bytes, each with the hash that the manifest names; the manifest among them."""
    head = stream.read(4)
    stream.seek(0)
    if head[:1] == b"\x80":
        raise RefusedFile("This is a Python pickle, which could run code; it is no study.", remedy="Do not open it.")
    if head != b"PK\x03\x04":
        raise RefusedFile("This is no study: it is not a zip.", remedy="Choose a file that FER Lab saved.")
    try:
        archive, entries = open_zip(stream, size, file)
    except UnreadableFaces as error:
        raise RefusedFile(error.what) from error
    with archive:
        found = {entry.filename: entry for entry in entries}
        if len(found) != len(archive.infolist()) or MANIFEST not in found:
            raise RefusedFile("This zip is no study that FER Lab saved.", remedy="Choose another file.")
        manifest = _manifest(_read(archive, found.pop(MANIFEST), MAX_JSON))
        listed = manifest["members"]
        if set(listed) != set(found) or not set(ALWAYS) <= set(found) <= set(MEMBERS):
            other = (
                sorted(set(found) ^ set(listed)) or sorted(set(found) - set(MEMBERS)) or ["a member that is missing"]
            )
            raise RefusedFile(f"It does not hold what its manifest says: {other[0][:60]}.")
        members = {MANIFEST: json.dumps(manifest).encode()}
        for i, (name, entry) in enumerate(found.items()):
            progress(i, len(found), "Checking the file")
            members[name] = _read(archive, entry, _most(name))
            if hashlib.sha256(members[name]).hexdigest() != listed[name]["sha256"]:
                raise RefusedFile("This part is not what was written: it was damaged or changed.", where=name)
        return members


def _manifest(data: bytes) -> dict[str, Any]:
    """The manifest, of a version and a shape that we know."""
    manifest = _json(data, MANIFEST)
    if manifest.get("format") != FORMAT:
        raise RefusedFile("This zip is no study that FER Lab saved.", remedy="Choose another file.")
    version = manifest.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
        what = f"This study was saved in format {str(version)[:20]}; this FER Lab knows formats up to {VERSION}."
        raise RefusedFile(what, remedy="Open it with a newer FER Lab.")
    members = manifest.get("members")
    if not isinstance(members, dict) or not all(isinstance(m, dict) and "sha256" in m for m in members.values()):
        raise RefusedFile("Its manifest names no members.")
    return manifest


def _contents(members: Members) -> Contents:
    manifest = _json(members[MANIFEST], MANIFEST)
    dataset = _dataset(manifest.get("dataset"))
    made = _study(_json(members[STUDY], STUDY))
    if made.dataset != dataset.id:
        raise RefusedFile("The study and the manifest name different data sets.")
    faces, source = _faces(members, made.dataset) if set(FACES) & set(members) else (None, "")
    if faces is not None and (faces.faces.classes, len(faces.faces)) != (dataset.classes, dataset.faces):
        raise RefusedFile("Its faces are not those that the manifest names.")
    if len(members[DECISIONS]) > MAX_DECISIONS:
        raise RefusedFile("It has too many decisions.")
    decisions = tuple(read_decisions(members[DECISIONS], classes=dataset.classes))
    return Contents(
        made, dataset, decisions, _runs(_json(members[RUNS], RUNS)), faces, source, str(manifest.get("saved"))[:32]
    )


def _dataset(value: Any) -> DataSet:
    if not isinstance(value, dict):
        raise RefusedFile("Its manifest names no data set.")
    given: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in value.items() if name in _NOTED
    }
    found = dataclasses.replace(DataSet(), **given)
    typed.check(found)
    named = all(0 < len(name) <= 4 * MAX_NAME and name.isprintable() for name in found.classes)
    if not _DATASET.fullmatch(found.id) or len(found.classes) > MAX_CLASSES or not named or len(found.name) > 200:
        raise RefusedFile("Its manifest names no data set that could be.")
    return found


def _study(value: Mapping[str, Any]) -> Study:
    found = studies.revived(dict(value), STUDY)
    if not isinstance(found, Study):
        raise RefusedFile("This part holds no study.", where=STUDY)
    typed.check(found)
    studies.checked(found.choices)
    if not _ID.fullmatch(found.id) or studies.clean_name(found.name) != found.name or not 0 <= found.tour <= 100:
        raise RefusedFile("Its id or its name is none.", where=STUDY)
    if any(not re.fullmatch(r"[a-z_]{1,20}", step) or len(key) > 64 for step, key in found.results.items()):
        raise RefusedFile("Its results are none.", where=STUDY)
    return found


def _runs(value: Mapping[str, Any]) -> tuple[KeptRun, ...]:
    listed = value.get("runs")
    if not isinstance(listed, list) or len(listed) > MAX_RUNS or not all(isinstance(one, dict) for one in listed):
        raise RefusedFile("This part holds no runs.", where=RUNS)
    found = []
    for one in listed:
        run, marks, pinned = one.get("run"), one.get("marks"), one.get("pinned")
        if not isinstance(run, dict) or not isinstance(marks, dict) or not isinstance(pinned, bool):
            raise RefusedFile("One of its runs is none.", where=RUNS)
        found.append(KeptRun(read_run(run, RUNS), read_marks(marks, RUNS), pinned))
    if len({one.run.key for one in found}) < len(found) or sum(one.pinned for one in found) > 1:
        raise RefusedFile("The same run stands there twice.", where=RUNS)
    return tuple(found)


def _faces(members: Members, dataset: str) -> tuple[Import, str]:
    """The faces, of exactly the fingerprint that the study names."""
    if not set(FACES) <= set(members):
        raise RefusedFile("Some of its faces' parts are missing.")
    about = _json(members[ABOUT], ABOUT)
    texts = (about.get("name"), about.get("source"), about.get("format"))
    lists = (about.get("classes"), about.get("usages"))
    synthetic = about.get("synthetic")
    if not all(isinstance(text, str) and len(text) <= 200 for text in texts) or not isinstance(synthetic, bool):
        raise RefusedFile("What it says of its faces cannot be.", where=ABOUT)
    if not all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists):
        raise RefusedFile("What it says of its faces cannot be.", where=ABOUT)
    faces = FaceSet.of(
        _array(members[IMAGES], IMAGES, 3),
        _array(members[EMOTIONS], EMOTIONS, 1) if EMOTIONS in members else None,
        classes=tuple(about["classes"]), usage=_array(members[USAGE], USAGE, 1), usages=tuple(about["usages"]),
        name=about["name"], synthetic=synthetic,
    )  # fmt: skip
    if faces.fingerprint != dataset:
        raise RefusedFile("Its faces are not those that the study was made on.", where=IMAGES)
    return Import(faces, (), about["format"]), about["source"]


def _array(data: bytes, name: str, dimensions: int) -> np.ndarray:
    """uint8 out of an .npy file; its header is read without evaluating anything but a literal."""
    if data[:1] == b"\x80":
        raise RefusedFile("This part is a Python pickle, which could run code.", where=name, remedy="Do not open it.")
    try:
        array = np.load(io.BytesIO(data), allow_pickle=False, max_header_size=_NPY_HEAD)
    except (ValueError, OSError, EOFError, TypeError, SyntaxError, KeyError, MemoryError, OverflowError) as error:
        raise RefusedFile("This part is no array of numbers.", where=name) from error
    whole = isinstance(array, np.ndarray) and array.dtype == np.uint8 and array.ndim == dimensions
    if not whole or len(array) > MAX_FACES:
        raise RefusedFile("This part is not the array that was expected.", where=name)
    return np.ascontiguousarray(array)


def _json(data: bytes, where: str) -> dict[str, Any]:
    """A JSON object: no name twice, no numbers that are none."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a name twice")
        return found

    def number(text: str) -> Any:
        raise ValueError(text)

    try:
        value = json.loads(data.decode(), object_pairs_hook=once, parse_constant=number)
    except (ValueError, RecursionError) as error:
        raise RefusedFile("This part is not valid JSON.", where=where) from error
    if not isinstance(value, dict):
        raise RefusedFile("This part holds no JSON object.", where=where)
    return value


def _most(name: str) -> int:
    """Bytes that a member may have."""
    if name == IMAGES:
        return MAX_FACES * SIDE * SIDE + _NPY_HEAD
    return MAX_FACES + _NPY_HEAD if name in (USAGE, EMOTIONS) else MAX_DECISIONS if name == DECISIONS else MAX_JSON


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    if entry.file_size > most:
        raise RefusedFile(
            f"This part has {entry.file_size:,} bytes; at most {most:,} are possible.", where=entry.filename
        )
    try:
        return b"".join(read_pieces(archive, entry))
    except BadCell as error:
        raise RefusedFile(f"This part is {error.found}.", where=entry.filename) from error
