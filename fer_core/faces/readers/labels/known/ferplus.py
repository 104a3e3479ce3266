"""FER+: ten people's votes on each face of FER2013 (``fer2013new.csv``, or a ``label.csv`` beside each part)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fer_core.base.words import count
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.lists import table_of
from fer_core.faces.readers.labels.parts import usage_code
from fer_core.faces.readers.labels.spelling import key_of
from fer_core.faces.readers.labels.tree import FolderTree

_COLUMNS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "nf")
EMOTIONS = ("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt")
"""FER+'s emotions in the order of its columns, in FER2013's spelling."""

_UNKNOWN, _NO_FACE, _TIE = "unknown", "not a face", "a tie"
_WITHOUT_HEADER = re.compile(r"fer\d{7}\.png", re.IGNORECASE)
_FOLDERS = {"fer2013train": 0, "fer2013valid": 1, "fer2013test": 2}


@dataclass
class Votes:
    """FER+'s rows, in the order of ``fer2013.csv`` if the list is complete.

    Attributes:
        rows: label, part and votes of each.
        why: for each, why it has no label; "" if it has one.
        named: position in both lists by file name.
    """

    rows: list[FaceLabel] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, row: FaceLabel, why: str) -> None:
        """Add a row; ``name``: of its picture."""
        self.named[name.casefold()] = len(self.rows)
        self.rows.append(row)
        self.why.append(why)

    def sentences(self, chosen: Iterable[int]) -> list[str]:
        """Sentences on the labels of the rows ``chosen``."""
        sentences = ["Each label is the emotion that FER+'s ten annotators chose most often."]
        without = Counter(self.why[row] for row in chosen if self.why[row])
        if without:
            why = ", ".join(f"{n:,} {name}" for name, n in sorted(without.items()))
            faces, verb = count(without.total(), "face"), "has" if without.total() == 1 else "have"
            sentences.append(f"{faces} {verb} no label, because no emotion was chosen most often ({why}).")
        return sentences


def ferplus(tree: FolderTree) -> Labelling | None:
    """Labels and votes from FER+'s lists beside the pictures; None without such lists."""
    found, used = Votes(), []
    for path in tree.lists:
        votes = votes_of(tree.text(path))
        if votes is not None:
            used.append(path)
            for name, row in votes.named.items():
                found.add(name, votes.rows[row], votes.why[row])
    return _labelling(tree, found, used)


def by_votes(tree: FolderTree, path: str, text: str) -> Labelling | None:
    """Labels and votes from FER+'s list that a person chose; None for another list."""
    votes = votes_of(text)
    return None if votes is None else _labelling(tree, votes, [path] if path else [])


def votes_of(text: str) -> Votes | None:
    """FER+'s votes in the text of its list; None for another list."""
    table = table_of(text)
    if not table:
        return None
    keys = [key_of(cell) for cell in table[0]]
    if set(_COLUMNS) <= set(keys):
        at = [keys.index(column) for column in _COLUMNS]
        name = keys.index("image name") if "image name" in keys else None
        usage = keys.index("usage") if "usage" in keys else None
        return _votes(table[1:], at, name, usage)
    if len(keys) == 2 + len(_COLUMNS) and _WITHOUT_HEADER.fullmatch(table[0][0]):
        return _votes(table, list(range(2, len(keys))), 0, None)
    return None


def _votes(body: Sequence[Sequence[str]], at: Sequence[int], name: int | None, usage: int | None) -> Votes:
    found = Votes()
    for number, cells in enumerate(body):
        counts = [_count(cells[i]) if i < len(cells) else 0 for i in at]
        label = _winner(counts)
        part = usage_code(cells[usage]) if usage is not None and usage < len(cells) else None
        votes = dict(zip(EMOTIONS, counts, strict=False))
        row = FaceLabel(label if label in EMOTIONS else None, part, votes=votes)
        own = cells[name] if name is not None and name < len(cells) else ""
        found.add(own or f"fer{number:07d}.png", row, "" if label in EMOTIONS else label)
    return found


def _winner(counts: Sequence[int]) -> str:
    """What most annotators chose: an emotion, or the reason why there is none."""
    most = max(counts)
    if not most or counts.count(most) > 1:
        return _TIE if most else _NO_FACE
    return (*EMOTIONS, _UNKNOWN, _NO_FACE)[counts.index(most)]


def _count(text: str) -> int:
    try:
        return min(255, max(0, int(float(text))))
    except (ValueError, OverflowError):
        return 0


def _labelling(tree: FolderTree, votes: Votes, used: Sequence[str]) -> Labelling | None:
    by_path = {path: votes.named.get(path.rsplit("/", 1)[-1].casefold()) for path in tree.pictures}
    rows = {path: row for path, row in by_path.items() if row is not None}
    faces = {path: (_in_part(path, votes.rows[row]),) for path, row in rows.items()}
    if not faces or 2 * len(faces) < len(by_path):
        return None
    sentences = votes.sentences(rows.values())
    if len(faces) < len(by_path):
        sentences.append(f"{count(len(by_path) - len(faces), 'picture')} without votes have no label.")
    return Labelling(
        "FER+'s votes", faces, sentences=tuple(sentences), used=frozenset(used), classes=EMOTIONS, format="FER+"
    )


def _in_part(path: str, row: FaceLabel) -> FaceLabel:
    """The row with the part of FER+'s folder: ``FER2013Valid`` is FER2013's public test part."""
    folders = [key_of(name).replace(" ", "") for name in path.split("/")[:-1]]
    usage = next((_FOLDERS[name] for name in folders if name in _FOLDERS), row.usage)
    return FaceLabel(row.label, usage, votes=row.votes)
