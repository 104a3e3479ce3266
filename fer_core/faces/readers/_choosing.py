"""Chooses what to read in a folder or an archive: its pictures, one table, the parts of one, or one archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._members import ARCHIVES, PARQUET, SQUEEZED, TABLES, Member
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.images.decode import decode
from fer_core.faces.readers.images.image import PICTURES

_KNOWN = ("fer2013.csv", "icml_face_data.csv")
_ILLUSTRATIONS = 10
"""Fewer pictures than this, smaller than a table beside them, are only illustrations."""
_LISTED = 5
_LOOKED_AT = 5
_OTHER_KINDS = {
    "xl/workbook.xml": ("a spreadsheet", "Save it as CSV in the program that made it."),
    "word/document.xml": ("a text document", "Take the pictures out of it and open their folder."),
    "Index/Document.iwa": ("a Numbers or Pages document", "Export it as CSV in the program that made it."),
    "content.xml": ("an OpenDocument file", "Save a table as CSV in the program that made it."),
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What to read.

    Attributes:
        kind: ``"pictures"``: all members, including lists of labels; ``"file"``: one of them, a table or an archive;
            ``"parquet"``: parts of one table.
        members: the files to read.
    """

    kind: Literal["pictures", "file", "parquet"]
    members: Sequence[Member]


def chosen(members: Sequence[Member], file: str, remedy: str) -> Choice:
    """What to read of the ``members`` of a folder or an archive.

    Raises UnreadableFaces if a person must choose one of several files (with ``remedy``), or if nothing can be read.
    """
    good = [member for member in members if member.bad is None]
    tables, parts, archives = (_ending(good, kinds) for kinds in (TABLES, PARQUET, ARCHIVES))
    archives = [member for member in archives if not member.path.lower().endswith(TABLES)]
    known = [member for member in tables if _plain(member) in _KNOWN]
    if not (tables or parts or archives) or _pictures_come_first(good, [*known, *parts]):
        _refuse_other_kinds(good, file)
        _refuse_bad_pictures(members, good, file)
        return Choice("pictures", members)
    if len(known) == 1 and not parts:
        return Choice("file", known)
    if parts and not known:
        return Choice("parquet", sorted(parts, key=lambda part: part.path))
    several = known + parts or tables + archives
    if len(several) == 1:
        return Choice("file", several)
    raise UnreadableFaces(file, found=_named(several), expected="pictures, one table or one archive", remedy=remedy)


def _ending(members: Sequence[Member], kinds: tuple[str, ...]) -> list[Member]:
    return [member for member in members if member.path.lower().endswith(kinds)]


def _plain(member: Member) -> str:
    """The name of a table in lower case, without the extension of a packed file."""
    name = member.path.lower().rsplit("/", 1)[-1]
    return next((name.removesuffix(packed) for packed in SQUEEZED if name.endswith(packed)), name)


def _pictures_come_first(good: Sequence[Member], tables: Sequence[Member]) -> bool:
    """Whether the faces are the pictures. A few pictures beside a larger table are not."""
    pictures = _ending(good, PICTURES)
    if not pictures:
        unnamed = (member for member in good if "." not in member.path.rsplit("/", 1)[-1])
        return any(_is_picture(member) for member in islice(unnamed, _LOOKED_AT))
    few = len(pictures) < _ILLUSTRATIONS
    return not (few and sum(p.size for p in pictures) < sum(table.size for table in tables))


def _is_picture(member: Member) -> bool:
    try:
        decode(member.read())
    except BadCell:
        return False
    return True


def _refuse_other_kinds(good: Sequence[Member], file: str) -> None:
    """Raise UnreadableFaces for files of other programs that are zip archives."""
    paths = {member.path for member in good}
    for path, (found, remedy) in _OTHER_KINDS.items():
        if path in paths:
            raise UnreadableFaces(file, found=found, expected="pictures or a CSV", remedy=remedy)
    if paths and all(path.endswith(".npy") for path in paths):
        raise UnreadableFaces(file, found="NumPy arrays", expected="pictures or a CSV")


def _refuse_bad_pictures(members: Sequence[Member], good: Sequence[Member], file: str) -> None:
    """Raise UnreadableFaces, with the first reason, if none of the pictures and tables may be read."""
    kinds = (*PICTURES, *TABLES, *PARQUET, *ARCHIVES)
    bad = [member for member in _ending(members, kinds) if member.bad is not None]
    if not bad or _ending(good, PICTURES):
        return
    first = bad[0].bad
    assert first is not None
    more = f" (and {len(bad) - 1:,} more)" if len(bad) > 1 else ""
    raise UnreadableFaces(f"{file}, {shown(bad[0].path)}", found=first.found + more, expected=first.expected)


def _named(members: Sequence[Member]) -> str:
    names = [shown(member.path, 40) for member in members[:_LISTED]]
    more = f" and {len(members) - _LISTED:,} more" if len(members) > _LISTED else ""
    return f"{len(members):,} files that may all hold faces ({', '.join(names)}{more})"
