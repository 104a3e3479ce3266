"""ExpW: ``label.lst`` names a picture, a face in it, its box (top left right bottom), a confidence and an emotion."""

from collections import defaultdict

from fer_core.base.words import count
from fer_core.faces.emotions import FER2013
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.tree import FolderTree

_COLUMNS = 8


def expw(tree: FolderTree) -> Labelling | None:
    """Faces and labels from ExpW's list; None without such a list."""
    lists = [path for path in tree.lists if path.rsplit("/", 1)[-1].lower() in ("label.lst", "label.txt")]
    listed: dict[str, list[FaceLabel]] = defaultdict(list)
    for path in lists:
        for line in tree.text(path).splitlines():
            face = _face(line)
            if face is not None:
                listed[face[0].casefold()].append(face[1])
    by_name = {path: path.rsplit("/", 1)[-1].casefold() for path in tree.pictures}
    faces = {path: tuple(listed[name]) for path, name in by_name.items() if name in listed}
    if not faces:
        return None
    unlisted = frozenset(tree.pictures) - set(faces)
    lost = len(set(listed) - set(by_name.values()))
    sentences = ["The faces were cropped from the pictures as the list says."]
    if unlisted:
        were = "was" if len(unlisted) == 1 else "were"
        sentences.append(f"{count(len(unlisted), 'picture')} without a face in the list {were} skipped.")
    if lost:
        sentences.append(f"{count(lost, 'picture')} named in the list {'is' if lost == 1 else 'are'} missing.")
    return Labelling(
        "ExpW's list", faces, sentences=tuple(sentences), used=frozenset(lists) | unlisted, format="ExpW", mixed=True
    )  # fmt: skip


def _face(line: str) -> tuple[str, FaceLabel] | None:
    """The name of a picture and a face in it; None for other lines."""
    cells = line.rsplit(None, _COLUMNS - 1)
    try:
        top, left, right, bottom = (int(float(cell)) for cell in cells[2:6])
        label = FER2013[int(cells[7])]
    except (ValueError, LookupError, OverflowError):
        return None
    fits = len(cells) == _COLUMNS and left < right and top < bottom and cells[7].isdigit()
    return (cells[0], FaceLabel(label, box=(left, top, right, bottom), name=f"face {cells[1]}")) if fits else None
