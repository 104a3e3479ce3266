"""Recognises what a file holds by its content, even inside an archive, and passes it to its reader."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO

import numpy as np

from fer_core.base.errors import UnreadableFaces
from fer_core.base.progress import Progress, part_of
from fer_core.base.words import count
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._choosing import Choice, chosen
from fer_core.faces.readers._foreign import refuse_others
from fer_core.faces.readers._members import Member, MemberList
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.archives.spool import opened
from fer_core.faces.readers.archives.squeezed import is_squeezed, unsqueezed
from fer_core.faces.readers.archives.tar import is_tar, tar_contents
from fer_core.faces.readers.archives.zip import MAGIC, zip_contents
from fer_core.faces.readers.image_files import read_members
from fer_core.faces.readers.imported import Import, Rejection
from fer_core.faces.readers.options import ReadOptions
from fer_core.faces.readers.tables.fer_csv import read_csv, rows_of_csv

TableRows = Iterator[tuple[str, np.ndarray | bytes | BadCell]]
"""The place of each row (``"line 4"``), and its face, its picture, or what is wrong with it."""
HEAD = 4096
"""Bytes at the beginning of a file that tell what it is."""
_DEEPEST = 2
"""Levels of archives: the zip of a download often holds only one more archive."""
_UNPACKING = 0.3
"""Share of the progress for unpacking."""


@dataclass(frozen=True)
class ReadingTask:
    """How to read something.

    Attributes:
        file: its name in errors.
        name: of the set of faces.
        progress: may raise Cancelled.
        options: how a person wants it to be read.
        archives: number of archives that it is in.
        squeezed: whether it comes from a packed file.
    """

    file: str
    name: str
    progress: Progress
    options: ReadOptions
    archives: int = 0
    squeezed: bool = False

    def inside(self, member: Member) -> "ReadingTask":
        """The task to read a member after it is unpacked."""
        progress = self.progress if member.file is not None else part_of(self.progress, _UNPACKING, 1)
        return replace(self, file=f"{self.file}/{shown(member.path)}", progress=progress, squeezed=False)


@dataclass(frozen=True)
class Content:
    """What a file or folder holds, while it is open.

    Attributes:
        task: how to read it.
        read: its faces.
        rows: of a table, for whoever predicts them; None where only `read` knows it.
        pictures: the files among which the pictures are, where it holds pictures.
        around: what it lies in, the outermost first, and what was chosen there.
    """

    task: ReadingTask
    read: Callable[[], Import]
    rows: Callable[[], TableRows] | None = None
    pictures: Sequence[Member] | None = None
    around: tuple[tuple[MemberList, Choice], ...] = field(default=(), repr=False)


@contextmanager
def found_in(stream: BinaryIO, size: int, task: ReadingTask) -> Iterator[Content]:
    """What a file of ``size`` bytes holds. Raises UnreadableFaces for formats that hold no faces."""
    with ExitStack() as stack:
        yield _found(stream, size, task, stack)


@contextmanager
def found_among(contents: MemberList, kind: str, remedy: str, task: ReadingTask) -> Iterator[Content]:
    """What a folder or an archive of this ``kind`` holds. Raises as `found_in` does."""
    with ExitStack() as stack:
        yield _among(contents, kind, remedy, task, stack)


def read_content(stream: BinaryIO, size: int, task: ReadingTask) -> Import:
    """Read a file of ``size`` bytes in any format. Raises as `read_faces` does."""
    with found_in(stream, size, task) as found:
        return _read(found)


def read_contents(contents: MemberList, kind: str, remedy: str, task: ReadingTask) -> Import:
    """Read a folder or an archive of this ``kind``. Raises as `read_faces` does."""
    with found_among(contents, kind, remedy, task) as found:
        return _read(found)


def _found(stream: BinaryIO, size: int, task: ReadingTask, stack: ExitStack) -> Content:
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith(MAGIC):
        return _in_archive(zip_contents(stream, size, task.file), "zip", task, stack)
    if is_squeezed(head):
        return _squeezed(stream, size, task, stack)
    if is_tar(head):
        return _in_archive(tar_contents(stream, size, task.file, task.progress), "tar", task, stack)
    if head.startswith(b"PAR1"):
        return _parquet([(stream, "")], task)
    refuse_others(head, task.file)
    return _csv(stream, size, task)


def _in_archive(contents: MemberList, kind: str, task: ReadingTask, stack: ExitStack) -> Content:
    if task.archives == _DEEPEST:
        remedy = "Unpack the outer ones and open the innermost."
        found = "an archive inside two others"
        raise UnreadableFaces(task.file, found=found, expected="at most one archive in another", remedy=remedy)
    remedy = "Unpack it and open the one you need."
    return _among(contents, kind, remedy, replace(task, archives=task.archives + 1), stack)


def _among(contents: MemberList, kind: str, remedy: str, task: ReadingTask, stack: ExitStack) -> Content:
    choice = chosen(contents.members, task.file, remedy)
    pictures = choice.kind == "pictures"
    found = _pictures(choice.members, kind, task) if pictures else _unpacked(choice, task, stack)
    return replace(found, around=((contents, choice), *found.around))


def _squeezed(stream: BinaryIO, size: int, task: ReadingTask, stack: ExitStack) -> Content:
    if task.squeezed:
        remedy = "Unpack it yourself and open what is inside."
        raise UnreadableFaces(
            task.file, found="a file that is packed twice", expected="a file packed once", remedy=remedy
        )
    unpacking = part_of(task.progress, 0, _UNPACKING)
    inner = stack.enter_context(unsqueezed(stream, size, task.file, unpacking))
    rest = replace(task, progress=part_of(task.progress, _UNPACKING, 1), squeezed=True)
    return _found(inner, inner.seek(0, 2), rest, stack)


def _unpacked(choice: Choice, task: ReadingTask, stack: ExitStack) -> Content:
    streams = [stack.enter_context(_opened(member, task)) for member in choice.members]
    if choice.kind == "file":
        (member,) = choice.members
        return _found(streams[0], streams[0].seek(0, 2), task.inside(member), stack)
    parts = [(stream, member.path) for stream, member in zip(streams, choice.members, strict=True)]
    return _parquet(parts, replace(task, progress=part_of(task.progress, _UNPACKING, 1)))


def _opened(member: Member, task: ReadingTask) -> BinaryIO:
    try:
        return opened(member, task.file, part_of(task.progress, 0, _UNPACKING))
    except BadCell as bad:
        where = f"{task.file}/{shown(member.path)}"
        raise UnreadableFaces(where, found=bad.found, expected=bad.expected) from None


def _read(found: Content) -> Import:
    imported = found.read()
    for contents, choice in reversed(found.around):
        if choice.kind != "pictures":  # their reader lists rejected pictures
            skipped = (member for member in contents.members if member.bad is not None)
            imported = replace(imported, rejected=imported.rejected + tuple(map(_rejection, skipped)))
        imported = _noted(imported, contents, choice)
    return imported


def _csv(stream: BinaryIO, size: int, task: ReadingTask) -> Content:
    read = partial(read_csv, stream, size, task.file, task.name, task.progress, task.options)
    return Content(task, read, partial(rows_of_csv, stream, size, task.file, task.progress))


def _parquet(parts: Sequence[tuple[BinaryIO, str]], task: ReadingTask) -> Content:
    """One table in ``parts``, each with its path inside what it lies in; "" for a file by itself."""
    from fer_core.faces.readers.tables import parquet  # lazily: pyarrow is large

    about = (task.file, task.name, task.progress, task.options)
    alone = len(parts) == 1 and not parts[0][1]
    read = (
        partial(parquet.read_parquet, parts[0][0], *about) if alone else partial(parquet.read_parquets, parts, *about)
    )
    return Content(task, read, partial(parquet.rows_of_parquet, parts, task.file, task.progress))


def _pictures(members: Sequence[Member], kind: str, task: ReadingTask) -> Content:
    of = f"{kind} of images"
    read = partial(read_members, list(members), task.file, task.name, of, task.progress, task.options)
    return Content(task, read, pictures=members)


def _rejection(member: Member) -> Rejection:
    assert member.bad is not None
    return Rejection(shown(member.path), member.bad.found, member.bad.expected)


def _noted(found: Import, contents: MemberList, choice: Choice) -> Import:
    """Add notes on the archive: files of systems, the encoding of its names, and files that were not read."""
    notes, sentences = dict(found.notes), []
    notes["system_files_ignored"] = notes.get("system_files_ignored", 0) + contents.ignored
    if contents.encoding:
        notes["names_read_as"] = contents.encoding
        example = next((member.path for member in contents.members if not member.path.isascii()), "")
        best = f"They were read as {contents.encoding}, such as “{shown(example)}”."
        sentences.append(f"The archive does not say how its file names are encoded. {best}")
    others = len(contents.members) - len(choice.members)
    if others:
        what = shown(choice.members[0].path) if choice.kind == "file" else "Its Parquet files"
        were, it = ("was", "it") if choice.kind == "file" else ("were", "them")
        sentences.append(f"{what} {were} read, but not the {count(others, 'other file')} beside {it}.")
    if sentences:
        notes["told"] = [*notes.get("told", ()), *sentences]
    return replace(found, notes=notes)
