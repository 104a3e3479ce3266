"""Reads a study from a zip of any origin and checks every byte. Nothing is unpacked to disk.

The checks, in order: the zip is safe to open; its manifest is known; its members are those in the manifest, with their
hashes; every value could have been chosen on a page; the faces have the fingerprint of the study.
"""

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from fer_core.base import typed
from fer_core.base.errors import FerLabError, UnreadableFaces
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE, FaceSet
from fer_core.faces.readers import Import
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._members import Member
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.archives.zip import zip_contents
from fer_core.faces.readers.limits import MAX_CLASSES, MAX_FACES, MAX_NAME
from fer_core.faces.sources import MOST_BYTES, FaceSources, tame
from fer_core.naming.exchange import read_decisions
from fer_core.study import study as studies
from fer_core.study.choices import checked
from fer_core.study.runs import SavedRun
from fer_core.study.runs.storage import read as read_run
from fer_core.study.runs.storage import read_marks
from fer_core.study.study import Study
from fer_core.study.study_file.contents import (
    ABOUT,
    ALWAYS,
    DECISIONS,
    EMOTIONS,
    FACES,
    FORMAT,
    IMAGES,
    MANIFEST,
    MAX_DECISIONS,
    MAX_GROUPS_BYTES,
    MAX_JSON,
    MAX_RUNS,
    MEMBERS,
    RUNS,
    STUDY,
    USAGE,
    VERSION,
    VOTES,
    Contents,
    DataSet,
    RefusedFile,
)
from fer_core.study.study_file.groupings import groupings, is_of_groups, most_of
from fer_core.study.study_file.parts import NPY_HEAD, array_in, json_in

_DATASET = re.compile(r"[0-9a-f]{16}|")
_ID = re.compile(r"[0-9a-f]{8}")
_NOTED = {field.name for field in dataclasses.fields(DataSet)}
Members = Mapping[str, bytes]


def read_study(stream: BinaryIO, size: int, file: str = "study.zip", progress: Progress = silent) -> Contents:
    """The study in a zip by `write_study`; ``file`` is its name, for errors. Raises RefusedFile for other files."""
    try:
        return _contents(_members(stream, size, file, progress))
    except RefusedFile as error:
        raise RefusedFile(error.what, where=error.where or file, remedy=error.remedy) from error
    except FerLabError as error:
        raise RefusedFile(error.what, where=error.where or file) from error


def _members(stream: BinaryIO, size: int, file: str, progress: Progress) -> dict[str, bytes]:
    """The bytes of every member, checked against the hashes in the manifest; the manifest is one of them."""
    head = stream.read(4)
    stream.seek(0)
    if head[:1] == b"\x80":
        raise RefusedFile("This is a Python pickle, which could run code. It is not a study.", remedy="Do not open it.")
    if head != b"PK\x03\x04":
        raise RefusedFile("This is not a study, because it is not a zip.", remedy="Choose a file that FER Lab saved.")
    try:
        inside = zip_contents(stream, size, file)
    except UnreadableFaces as error:
        raise RefusedFile(error.what) from error
    for member in inside.members:
        if member.bad is not None:
            raise RefusedFile(f"Found {member.bad.found}; expected {member.bad.expected}.", where=shown(member.path))
    found = {member.path: member for member in inside.members}
    if len(found) != len(inside.members) + inside.ignored or MANIFEST not in found:
        raise RefusedFile("This zip is not a study saved by FER Lab.", remedy="Choose another file.")
    manifest = _manifest(_read(found.pop(MANIFEST), MAX_JSON))
    listed = manifest["members"]
    unknown = {name for name in found if name not in MEMBERS and not is_of_groups(name)}
    other = [*sorted(set(found) ^ set(listed)), *sorted(unknown), *sorted(set(ALWAYS) - set(found))]
    if other:
        raise RefusedFile(f"Its content does not match its manifest: {shown(other[0], 60)}.")
    if sum(member.size for name, member in found.items() if is_of_groups(name)) > MAX_GROUPS_BYTES:
        raise RefusedFile("It contains more groups than FER Lab writes.")
    members = {MANIFEST: json.dumps(manifest).encode()}
    for i, (name, member) in enumerate(found.items()):
        progress(i, len(found), "Checking the file")
        members[name] = _read(member, _most(name))
        if hashlib.sha256(members[name]).hexdigest() != listed[name]["sha256"]:
            raise RefusedFile("This part is not what was written: it was damaged or changed.", where=name)
    return members


def _manifest(data: bytes) -> dict[str, Any]:
    """The manifest, if its version and structure are known."""
    manifest = json_in(data, MANIFEST)
    if manifest.get("format") != FORMAT:
        raise RefusedFile("This zip is not a study saved by FER Lab.", remedy="Choose another file.")
    version = manifest.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
        what = f"This study was saved in format {str(version)[:20]}; this version reads formats up to {VERSION}."
        raise RefusedFile(what, remedy="Open it with a newer version of FER Lab.")
    members = manifest.get("members")
    if not isinstance(members, dict) or not all(isinstance(m, dict) and "sha256" in m for m in members.values()):
        raise RefusedFile("Its manifest lists no members.")
    return manifest


def _contents(members: Members) -> Contents:
    manifest = json_in(members[MANIFEST], MANIFEST)
    dataset = _dataset(manifest.get("dataset"))
    made = _study(json_in(members[STUDY], STUDY))
    if made.dataset != dataset.id:
        raise RefusedFile("The study and the manifest name different data sets.")
    faces, source = _faces(members, made.dataset) if set(FACES) & set(members) else (None, "")
    if faces is not None and (faces.faces.classes, len(faces.faces)) != (dataset.classes, dataset.faces):
        raise RefusedFile("Its faces are not those in its manifest.")
    if len(members[DECISIONS]) > MAX_DECISIONS:
        raise RefusedFile("It has too many decisions.")
    decisions = tuple(read_decisions(members[DECISIONS], classes=dataset.classes))
    runs, groups = _runs(json_in(members[RUNS], RUNS)), groupings(members, decisions, dataset.faces)
    return Contents(made, dataset, decisions, runs, faces, source, groups)


def _dataset(value: Any) -> DataSet:
    if not isinstance(value, dict):
        raise RefusedFile("Its manifest has no data set.")
    given: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in value.items() if name in _NOTED
    }
    found = dataclasses.replace(DataSet(), **given)
    typed.check(found)
    named = all(0 < len(name) <= 4 * MAX_NAME and name.isprintable() for name in found.classes)
    if not _DATASET.fullmatch(found.id) or len(found.classes) > MAX_CLASSES or not named or len(found.name) > 200:
        raise RefusedFile("The data set in its manifest is not valid.")
    return found


def _study(value: Mapping[str, Any]) -> Study:
    found = studies.revived(dict(value), STUDY)
    if not isinstance(found, Study):
        raise RefusedFile("This part contains no study.", where=STUDY)
    typed.check(found)
    checked(found.choices)
    if not _ID.fullmatch(found.id) or studies.clean_name(found.name) != found.name or not 0 <= found.tour <= 100:
        raise RefusedFile("Its id or its name is not valid.", where=STUDY)
    if any(not re.fullmatch(r"[a-z_]{1,20}", step) or len(key) > 64 for step, key in found.results.items()):
        raise RefusedFile("Its results are not valid.", where=STUDY)
    return found


def _runs(value: Mapping[str, Any]) -> tuple[SavedRun, ...]:
    listed = value.get("runs")
    if not isinstance(listed, list) or len(listed) > MAX_RUNS or not all(isinstance(one, dict) for one in listed):
        raise RefusedFile("This part contains no runs.", where=RUNS)
    found = []
    for one in listed:
        run, marks, pinned = one.get("run"), one.get("marks"), one.get("pinned")
        if not isinstance(run, dict) or not isinstance(marks, dict) or not isinstance(pinned, bool):
            raise RefusedFile("One of its runs is not valid.", where=RUNS)
        found.append(SavedRun(read_run(run, RUNS), read_marks(marks, RUNS), pinned))
    if len({one.run.key for one in found}) < len(found) or sum(one.pinned for one in found) > 1:
        raise RefusedFile("It contains the same run twice, or pins several runs.", where=RUNS)
    return tuple(found)


def _faces(members: Members, dataset: str) -> tuple[Import, str]:
    """The faces and their source. Raises RefusedFile if their fingerprint is not that of the study."""
    if not set(FACES) <= set(members):
        raise RefusedFile("Some parts of its faces are missing.")
    about = json_in(members[ABOUT], ABOUT)
    texts = (about.get("name"), about.get("source"), about.get("format"))
    lists = (about.get("classes"), about.get("usages"))
    synthetic = about.get("synthetic")
    if not all(isinstance(text, str) and len(text) <= 200 for text in texts) or not isinstance(synthetic, bool):
        raise RefusedFile("The description of its faces is not valid.", where=ABOUT)
    if not all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists):
        raise RefusedFile("The description of its faces is not valid.", where=ABOUT)
    faces = FaceSet.of(
        array_in(members[IMAGES], IMAGES, 3),
        array_in(members[EMOTIONS], EMOTIONS, 1) if EMOTIONS in members else None,
        classes=tuple(about["classes"]), usage=array_in(members[USAGE], USAGE, 1), usages=tuple(about["usages"]),
        name=about["name"], synthetic=synthetic, sources=_sources(about.get("sources")),
        votes=array_in(members[VOTES], VOTES, 2) if VOTES in members else None,
    )  # fmt: skip
    if faces.fingerprint != dataset:
        raise RefusedFile("Its faces are not those that the study was made on.", where=IMAGES)
    return Import(faces, (), about["format"]), about["source"]


def _sources(value: Any) -> FaceSources | None:
    """Where the faces came from, without folders outside of the imported one; None if not in the file."""
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) and len(one) <= MOST_BYTES for one in value):
        raise RefusedFile("The sources of its faces are not valid.", where=ABOUT)
    return FaceSources.of(map(tame, value))


def _most(name: str) -> int:
    """Most bytes of a member."""
    if name == IMAGES or is_of_groups(name):
        return most_of(name) if name != IMAGES else MAX_FACES * SIDE * SIDE + NPY_HEAD
    if name == VOTES:
        return MAX_FACES * MAX_CLASSES + NPY_HEAD
    return MAX_FACES + NPY_HEAD if name in (USAGE, EMOTIONS) else MAX_DECISIONS if name == DECISIONS else MAX_JSON


def _read(member: Member, most: int) -> bytes:
    if member.size > most:
        raise RefusedFile(f"This part has {member.size:,} bytes; at most {most:,} are allowed.", where=member.path)
    try:
        return member.read() if member.pieces is None else b"".join(member.pieces())
    except BadCell as error:
        raise RefusedFile(f"This part is {error.found}.", where=member.path) from error
