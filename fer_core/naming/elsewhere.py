"""Names of faces that were made elsewhere: by the face's number, or by the name of the file that it came from.

Imports are untrusted. A file with a name that is none, or a face that is none, is refused with the lines that are
wrong. Files that are not among the faces are told and left out: people label more than they bring.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.base.words import count
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.labels.lists import FILES, LABELS
from fer_core.faces.readers.labels.spelling import key_of
from fer_core.faces.sources import FaceSources
from fer_core.naming import label_studio, sheet
from fer_core.naming.allowed import allowed_name
from fer_core.naming.decision import Event, annotator_name
from fer_core.naming.file_names import faces_of
from fer_core.naming.verdict import Verdict

NAME_COLUMNS = ("face", "emotion", "second", "annotator")
_FILES = (*FILES, "file upload", "url", "source")
_LABELS = (label_studio.NAMES, *LABELS, "choice", "choices")
_PEOPLE = ("annotator", "completed by", "person", "rater")
_SHOWN = 3
Parse = Callable[[sheet.Row], "_Name"]


@dataclass(frozen=True)
class ImportedNames:
    """Names made elsewhere.

    Attributes:
        events: by annotator, to append to the log.
        left_out: faces that are in no group: they judge.
        unknown: names of files that no face came from.
        unclear: names of files that several faces may have come from, or that others mean as well.
        unnamed: rows that name a file and give it no name.
    """

    events: Mapping[str, list[Event]]
    left_out: int
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    unnamed: int = 0

    def told(self) -> list[str]:
        """What does not come in, in sentences; nothing where all does."""
        several = "left out, since several faces or files have such a name"
        lines = {
            f"{_are(self.left_out, 'face')} in no group (held out or set aside), and left out.": self.left_out,
            f"{_are(len(self.unknown), 'file')} not among these faces: {_some(self.unknown)}.": self.unknown,
            f"{_are(len(self.unclear), 'file')} {several}: {_some(self.unclear)}.": self.unclear,
            f"{_are(self.unnamed, 'row')} without a name.": self.unnamed,
        }
        return [line for line, what in lines.items() if what]


@dataclass(frozen=True)
class _Name:
    """A row: the face by its number or its file, who named it, and the names; none where nobody gave any."""

    face: int
    file: str
    who: str
    verdict: Verdict | None


def read_names(
    data: bytes,
    *,
    classes: Sequence[str],
    n_faces: int,
    clustering: str,
    rows: np.ndarray,
    sources: FaceSources | None = None,
) -> ImportedNames:
    """Names of faces out of a table, CSV, Parquet or JSON, or out of Label Studio's export.

    The table has a column ``face`` and ``emotion``, and perhaps second, annotator, share, source; or one with file
    names and one with names, under any usual header. Letter case does not matter. One event for each person and name,
    so that one undo takes it back; the same file again adds nothing. Shares are not read: a second name always has the
    same one. Faces of the data set that are not grouped (not among ``rows``, int [m]) are counted and left out.

    Raises InvalidDecision, naming lines, for a face that is not in the data set or named twice by a person, and for
    other names; and where files are named, but none of them is among ``sources``.
    """
    lines, parse = _table(data, classes, n_faces)
    named = sheet.each(lines, parse)
    found = faces_of((name.file for name in named if name.file), _known(sources, named))
    if len(found.unknown) + len(found.unclear) == len({name.file for name in named if name.file}) > 0:
        raise _none_of_them(found.unknown + found.unclear, sources)
    faces: dict[tuple[str, int], Verdict] = {}
    for (line, _), name in zip(lines, named, strict=True):
        face = found.faces.get(name.file, -1) if name.file else name.face
        if face >= 0 and name.verdict and faces.setdefault((name.who, face), name.verdict) != name.verdict:
            what = f"Line {line}: {f'“{name.file[-40:]}”' if name.file else f'Face {face}'} is named twice."
            raise InvalidDecision(what, remedy="Nothing was imported. Mend the file.")
    grouped = set(rows.tolist())
    kept = {key: verdict for key, verdict in faces.items() if key[1] in grouped}
    events = _events(kept, f"import-{hashlib.sha256(data + clustering.encode()).hexdigest()[:24]}", clustering)
    unnamed = sum(name.verdict is None for name in named)
    return ImportedNames(events, len(faces) - len(kept), found.unknown, found.unclear, unnamed)


def _table(data: bytes, classes: Sequence[str], n_faces: int) -> tuple[list[tuple[int, sheet.Row]], Parse]:
    """The file's rows with their lines, and how to read one."""
    tasks = label_studio.tasks_in(data)
    if tasks is not None:
        columns: list[str] = [label_studio.FILE, label_studio.NAMES, label_studio.PERSON]
        rows = label_studio.rows_of(tasks)
    else:
        columns = sheet.columns_of(data)
        if NAME_COLUMNS[0] in columns:
            numbered = sheet.read(data, NAME_COLUMNS[:2], (*NAME_COLUMNS, "share", "source"))
            return numbered, lambda row: _by_number(row, classes, n_faces)
        rows = []
    file, label, who = (_column(columns, names) for names in (_FILES, _LABELS, _PEOPLE))
    if not file or not label:
        missing = "face (its number) or filename" if not file else "emotion or label"
        what = f"The file lacks a column {missing}."
        has = f"It has: {', '.join(columns)[:200]}."
        raise InvalidDecision(what, remedy=f"{has} Rename the one that holds it.")
    if tasks is None:
        rows = sheet.read(data, (file, label), columns)
    return rows, lambda row: _by_file(row[file], row[label], row.get("second", ""), row.get(who, ""), classes)


def _column(columns: Sequence[str], names: Sequence[str]) -> str:
    """The column that has the first of ``names`` that any has, "" where none has."""
    known = {key_of(column): column for column in reversed(columns)}
    return next((known[name] for name in names if name in known), "")


def _by_number(row: sheet.Row, classes: Sequence[str], n_faces: int) -> _Name:
    face = sheet.whole(row["face"], "number of a face", 0, n_faces - 1)
    names = [allowed_name(cell, classes) if cell else "" for cell in (row["emotion"], row.get("second", ""))]
    return _Name(face, "", annotator_name(row.get("annotator", "")), Verdict("name", *names))


def _by_file(file: str, label: str, second: str, who: str, classes: Sequence[str]) -> _Name:
    if not file.strip():
        raise InvalidDecision("No file is named.")
    names = [allowed_name(name.strip(), classes) for name in (*_chosen(label), second) if name.strip()]
    if len(names) > 2:
        raise InvalidDecision(f"{len(names)} names are given; a face has one, or two.")
    return _Name(-1, file.strip(), annotator_name(who), Verdict("name", *names) if names else None)


def _chosen(cell: str) -> list[str]:
    """The names in a cell: one, or several as Label Studio writes them (``{"choices": ["happy", "sad"]}``)."""
    if cell[:1] in ("[", "{"):
        try:
            value = json.loads(cell)
        except (ValueError, RecursionError):
            return [cell]
        listed = value.get("choices") if isinstance(value, dict) else value
        if isinstance(listed, list):
            return [str(name) for name in listed]
    return [cell]


def _known(sources: FaceSources | None, named: Sequence[_Name]) -> Sequence[str]:
    """Where the faces came from. Raises InvalidDecision where files are named and nobody knows that."""
    if sources is None and any(name.file for name in named):
        raise InvalidDecision(
            "The file names faces by their files, but it is not known which files these faces came from.",
            remedy="Import the same faces again, on the Data page or with the command import: their files are known "
            "then, and all names, groups and studies stay. Sample faces came from no file; name them by number.",
        )
    return list(sources or ())


def _none_of_them(names: Sequence[str], sources: FaceSources | None) -> InvalidDecision:
    here = shown(sources[0]) if sources else ""
    what = f"No file name in it matches exactly one of these faces: {_some(names)}."
    return InvalidDecision(what, remedy=f"These faces came from “{here}” and so on. Use such names, or numbers.")


def _events(named: Mapping[tuple[str, int], Verdict], client: str, clustering: str) -> dict[str, list[Event]]:
    """Events by person, one for each name."""
    faces: dict[tuple[str, Verdict], list[int]] = {}
    for (who, face), verdict in named.items():
        faces.setdefault((who, verdict), []).append(face)
    events: dict[str, list[Event]] = {}
    for seq, ((who, verdict), chosen) in enumerate(sorted(faces.items(), key=lambda item: item[0][0]), 1):
        event = Event(client, seq, clustering, "verdict", None, tuple(chosen), verdict)
        events.setdefault(who, []).append(event)
    return events


def _are(number: int, thing: str) -> str:
    return f"{count(number, thing)} {'is' if number == 1 else 'are'}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(f"“{shown(name)}”" for name in names[:_SHOWN]) + more
