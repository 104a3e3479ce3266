"""ExpW: ``label.lst`` names a picture, a face in it, its box (top left right bottom), a confidence and an emotion."""

from collections import defaultdict

from fer_core.base.words import count
from fer_core.faces.emotions import FER2013
from fer_core.faces.readers.labels.labelling import Labelling, Said
from fer_core.faces.readers.labels.tree import FolderTree

_COLUMNS = 8


def expw(tree: FolderTree) -> Labelling | None:
    """The faces in ExpW's pictures; None where there is no such list."""
    lists = [path for path in tree.lists if path.rsplit("/", 1)[-1].lower() in ("label.lst", "label.txt")]
    listed: dict[str, list[Said]] = defaultdict(list)
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
    told = ["The faces were cut out of their pictures, as the list says."]
    if unlisted:
        were = "was" if len(unlisted) == 1 else "were"
        told.append(f"{count(len(unlisted), 'picture')} in which the list names no face {were} left out.")
    if lost:
        told.append(f"{count(lost, 'picture')} named in the list {'is' if lost == 1 else 'are'} missing.")
    return Labelling(
        "ExpW's list", faces, told=tuple(told), used=frozenset(lists) | unlisted, format="ExpW", mixed=True
    )  # fmt: skip


def _face(line: str) -> tuple[str, Said] | None:
    """A picture's name and a face in it; None for a line that is no such thing."""
    cells = line.rsplit(None, _COLUMNS - 1)
    try:
        top, left, right, bottom = (int(float(cell)) for cell in cells[2:6])
        label = FER2013[int(cells[7])]
    except (ValueError, LookupError, OverflowError):
        return None
    fits = len(cells) == _COLUMNS and left < right and top < bottom and cells[7].isdigit()
    return (cells[0], Said(label, box=(left, top, right, bottom), name=f"face {cells[1]}")) if fits else None
