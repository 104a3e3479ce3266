"""Lists of labels beside the pictures, or at a path that a person gives."""

from collections.abc import Mapping, Sequence

from fer_core.base.errors import InvalidSettings, NotFound
from fer_core.base.paths import typed_path
from fer_core.base.words import count
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.labels.joining import Joined, joined
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.layout import places
from fer_core.faces.readers.labels.lists import Row, rows_of
from fer_core.faces.readers.labels.spelling import key_of
from fer_core.faces.readers.labels.tree import MAX_LIST_BYTES, FolderTree, decoded
from fer_core.faces.readers.limits import MAX_CLASSES

_HEADERS = "a column of file names (such as file, image or path) and one of labels (such as label, emotion or class)"


def by_named_list(tree: FolderTree, named: str) -> Labelling:
    """Labels from the list at a path inside the folder or archive, or on this computer.

    Raises:
        NotFound: if there is no such file.
        InvalidSettings: if it is not a list of these pictures.
    """
    path, text = named_text(tree, named)
    rows = rows_of(text)
    if rows is None:
        what = "This file is not a list of labels."
        raise InvalidSettings(what, where=shown(named), remedy=f"It needs {_HEADERS}.")
    found = joined(tree.pictures, rows)
    if not found.rows:
        first = f" (the first is “{shown(rows[0].file, 60)}”)" if rows else ""
        what = f"None of the {len(rows):,} rows in this list names a picture{first}."
        raise InvalidSettings(what, where=shown(named), remedy="Check that this list belongs to these pictures.")
    return _labelling(tree, found, [path] if path else [], f"the list {shown(named.rsplit('/', 1)[-1])}")


def by_lists(tree: FolderTree) -> Labelling | None:
    """Labels from lists in the folder or archive that name at least half of the pictures; None without such lists."""
    parsed = {path: rows_of(tree.text(path)) for path in tree.lists}
    lists = {path: rows for path, rows in parsed.items() if rows and _is_list_of(tree, rows)}
    found = joined(tree.pictures, [row for rows in lists.values() for row in rows])
    if 2 * len(found.rows) < len(tree.pictures) or not found.rows:
        return None
    return _labelling(tree, found, list(lists), " and ".join(f"the list {shown(path)}" for path in lists))


def labels_of(rows: Mapping[str, Row]) -> dict[str, tuple[FaceLabel, ...]]:
    """The labels of pictures by path, from the rows that name them."""
    return {path: (FaceLabel(row.label or None, row.usage),) for path, row in rows.items()}


def gaps(tree: FolderTree, found: Joined) -> list[str]:
    """Sentences on rows without a picture and pictures without a row."""
    sentences, unnamed = [], len(tree.pictures) - len(found.rows) - len(found.unsure)
    if found.lost:
        sentences.append(f"{count(found.lost, 'row')} of the list {_verb(found.lost, 'names', 'name')} no picture.")
    if unnamed > 0:
        sentences.append(
            f"{count(unnamed, 'picture')} {_verb(unnamed, 'is', 'are')} in no list and "
            f"{_verb(unnamed, 'has', 'have')} no label."
        )
    if found.unsure:
        names = ", ".join(shown(name) for name in sorted(set(found.unsure))[:5])
        n = len(found.unsure)
        several = f"{_verb(n, 'matches', 'match')} several pictures or {_verb(n, 'has', 'have')} several labels"
        sentences.append(f"{count(n, 'name')} of the list {several} ({names}), so these pictures have no label.")
    return sentences


def differing(tree: FolderTree) -> tuple[tuple[str, ...], frozenset[str]]:
    """A sentence on lists that were not used because folders name emotions, and the paths of these lists."""
    lists = by_lists(tree)
    if lists is None or lists.faces is None:
        return (), frozenset()
    folders = places(tree.pictures)
    both = [(place.label, lists.faces_of(path)[0].label) for path, place in zip(tree.pictures, folders, strict=True)]
    other = sum(a is not None and b is not None and key_of(a) != key_of(b) for a, b in both)
    how = f"{other:,} of its labels differ from the folders' names" if other else "its labels are the same"
    sentence = f"{lists.source[0].upper()}{lists.source[1:]} also names the pictures but was not used ({how})."
    return (sentence,), lists.used


def named_text(tree: FolderTree, named: str) -> tuple[str, str]:
    """Path inside the folder or archive (else "") and text of the list that a person gives. Raises NotFound."""
    wanted = named.strip().replace("\\", "/")
    inside = [path for path in tree.lists if path == wanted or path.endswith("/" + wanted)]
    if len(inside) == 1:
        return inside[0], tree.text(inside[0])
    return "", file_text(named)


def file_text(named: str) -> str:
    """The text of a list on this computer. Raises NotFound if it cannot be read."""
    path = typed_path(named)
    try:
        if path.stat().st_size <= MAX_LIST_BYTES:
            return decoded(path.read_bytes())
        why = f"over {MAX_LIST_BYTES // 2**20} MB"
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a path"
    what = f"The list of labels cannot be read ({why})."
    raise NotFound(
        what,
        where=shown(named),
        remedy="Check its path, which can be on this computer or inside the folder or archive.",
    )


def _is_list_of(tree: FolderTree, rows: Sequence[Row]) -> bool:
    """Whether at least half of a list's rows name pictures, and it has few enough different labels."""
    labels = {key_of(row.label) for row in rows if row.label}
    return 0 < len(labels) <= MAX_CLASSES and 2 * joined(tree.pictures, rows).lost <= len(rows)


def _labelling(tree: FolderTree, found: Joined, used: Sequence[str], source: str) -> Labelling:
    labels = {key_of(row.label) for row in found.rows.values() if row.label}
    if len(labels) > MAX_CLASSES:
        what = f"The list has {len(labels):,} different labels; at most {MAX_CLASSES} are possible."
        raise InvalidSettings(what, where=source, remedy="Check that its column of labels holds emotions.")
    return Labelling(source, labels_of(found.rows), sentences=tuple(gaps(tree, found)), used=frozenset(used))


def _verb(n: int, one: str, more: str) -> str:
    return one if n == 1 else more
