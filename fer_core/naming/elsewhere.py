"""Names of faces from elsewhere, by the number of a face or the name of its file.

Imports are untrusted. A table with an unknown name or an unknown face number is refused, with its invalid lines. File
names that match no face are reported and left out, as people often label more pictures than they import.
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
    """Names from elsewhere.

    Attributes:
        events: by annotator, to append to the log.
        left_out: number of faces in no group, such as test faces.
        unknown: file names that match no face.
        unclear: file names that match several faces, or a face that another file name matches as well.
        unnamed: number of rows with a file but no name.
    """

    events: Mapping[str, list[Event]]
    left_out: int
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    unnamed: int = 0

    def notes(self) -> list[str]:
        """A sentence for each kind of name that is left out; nothing if all are imported."""
        several = "left out, because several faces or files have that name"
        lines = {
            f"{_are(self.left_out, 'face')} in no group (in the test set, or set aside), and left out.": self.left_out,
            f"{_are(len(self.unknown), 'file')} not among these faces: {_some(self.unknown)}.": self.unknown,
            f"{_are(len(self.unclear), 'file')} {several}: {_some(self.unclear)}.": self.unclear,
            f"{_are(self.unnamed, 'row')} without a name.": self.unnamed,
        }
        return [line for line, what in lines.items() if what]


@dataclass(frozen=True)
class _Name:
    """A row: the number or the file of a face, its annotator, and its verdict; None without a name."""

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
    """Read names of faces from a table (CSV, Parquet, JSON), or from an export of Label Studio.

    A table has the columns ``face`` and ``emotion``, and perhaps second, annotator, share, source; or a column of file
    names and one of names, with any usual headers. Letter case does not matter. Each annotator and name gives one
    event, so that one undo reverts it; reading the same file again adds nothing. Shares are ignored, as a second name
    always has the same share.

    Args:
        data: bytes of the file, untrusted.
        classes: names of the data set.
        n_faces: number of faces in the data set.
        clustering: key of the clustering that the events are for.
        rows: int [m], indices of the grouped faces; names of other faces are counted and left out.
        sources: where each face came from, if known.

    Raises:
        InvalidDecision: with the lines, for an unknown name, a face that is not in the data set, or one that an
            annotator named twice; and if none of the file names matches a face.
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
            raise InvalidDecision(what, remedy="Nothing was imported. Correct the file.")
    grouped = set(rows.tolist())
    used = {key: verdict for key, verdict in faces.items() if key[1] in grouped}
    events = _events(used, f"import-{hashlib.sha256(data + clustering.encode()).hexdigest()[:24]}", clustering)
    unnamed = sum(name.verdict is None for name in named)
    return ImportedNames(events, len(faces) - len(used), found.unknown, found.unclear, unnamed)


def _table(data: bytes, classes: Sequence[str], n_faces: int) -> tuple[list[tuple[int, sheet.Row]], Parse]:
    """The rows of the file with their lines, and a function that reads one."""
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
        what = f"The file has no column {missing}."
        has = f"It has: {', '.join(columns)[:200]}."
        raise InvalidDecision(what, remedy=f"{has} Rename the right one.")
    if tasks is None:
        rows = sheet.read(data, (file, label), columns)
    return rows, lambda row: _by_file(row[file], row[label], row.get("second", ""), row.get(who, ""), classes)


def _column(columns: Sequence[str], names: Sequence[str]) -> str:
    """The column with the first of ``names`` that occurs, "" if none does."""
    known = {key_of(column): column for column in reversed(columns)}
    return next((known[name] for name in names if name in known), "")


def _by_number(row: sheet.Row, classes: Sequence[str], n_faces: int) -> _Name:
    face = sheet.whole(row["face"], "number of a face", 0, n_faces - 1)
    names = [allowed_name(cell, classes) if cell else "" for cell in (row["emotion"], row.get("second", ""))]
    return _Name(face, "", annotator_name(row.get("annotator", "")), Verdict("name", *names))


def _by_file(file: str, label: str, second: str, who: str, classes: Sequence[str]) -> _Name:
    if not file.strip():
        raise InvalidDecision("The file name is missing.")
    names = [allowed_name(name.strip(), classes) for name in (*_chosen(label), second) if name.strip()]
    if len(names) > 2:
        raise InvalidDecision(f"{len(names)} names are given; a face has one or two.")
    return _Name(-1, file.strip(), annotator_name(who), Verdict("name", *names) if names else None)


def _chosen(cell: str) -> list[str]:
    """The names in a cell: one, or several in the form of Label Studio (``{"choices": ["happy", "sad"]}``)."""
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
    """Where the faces came from. Raises InvalidDecision if that is unknown but ``named`` has file names."""
    if sources is None and any(name.file for name in named):
        raise InvalidDecision(
            "The table has file names, but it is not known which files these faces came from.",
            remedy="Import the same faces again, on the Data page or with the command import, to record their files. "
            "All names, groups and studies stay. Sample faces have no files; give the numbers of their faces instead.",
        )
    return list(sources or ())


def _none_of_them(names: Sequence[str], sources: FaceSources | None) -> InvalidDecision:
    here = shown(sources[0]) if sources else ""
    what = f"No file name in the table matches exactly one face: {_some(names)}."
    return InvalidDecision(what, remedy=f"Use file names like “{here}”, or the numbers of the faces.")


def _events(named: Mapping[tuple[str, int], Verdict], client: str, clustering: str) -> dict[str, list[Event]]:
    """Events by annotator, one for each name."""
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
