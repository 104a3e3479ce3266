"""Recognises what a file holds by its content, and reads it, also where it lies packed in another."""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import BinaryIO

from fer_core.errors import UnreadableFaces
from fer_core.progress import Progress, part_of
from fer_core.readers._builder import BadCell
from fer_core.readers._choosing import Choice, chosen
from fer_core.readers._foreign import refuse_others
from fer_core.readers._members import Contents, Member
from fer_core.readers._spool import opened
from fer_core.readers._squeezed import is_squeezed, unsqueezed
from fer_core.readers._tar import is_tar, tar_contents
from fer_core.readers._text import shown
from fer_core.readers._zip import MAGIC, zip_contents
from fer_core.readers.fer_csv import read_csv
from fer_core.readers.imported import Import, Rejection
from fer_core.readers.options import ReadOptions
from fer_core.readers.pictures import read_members
from fer_core.words import count

_HEAD = 4096
_DEEPEST = 2
"""Archives in each other: a download's zip often holds just one more archive."""
_UNPACKING = 0.3
"""Share of the time that unpacking takes."""


@dataclass(frozen=True)
class Task:
    """How to read something.

    Attributes:
        file: what errors call it.
        name: what its faces are called.
        progress: told of what is read; may raise Cancelled.
        options: what a person says of it.
        archives: how many archives it lies in.
        squeezed: whether it comes out of a packed file.
    """

    file: str
    name: str
    progress: Progress
    options: ReadOptions
    archives: int = 0
    squeezed: bool = False

    def inside(self, member: Member) -> "Task":
        """To read a member by itself, once it is unpacked."""
        progress = self.progress if member.file is not None else part_of(self.progress, _UNPACKING, 1)
        return replace(self, file=f"{self.file}/{shown(member.path)}", progress=progress, squeezed=False)


def read_content(stream: BinaryIO, size: int, task: Task) -> Import:
    """Read a file of ``size`` bytes, whatever it holds. Raises as `read_faces` does."""
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith(MAGIC):
        return _read_archive(zip_contents(stream, size, task.file), "zip", task)
    if is_squeezed(head):
        return _read_squeezed(stream, size, task)
    if is_tar(head):
        return _read_archive(tar_contents(stream, size, task.file, task.progress), "tar", task)
    if head.startswith(b"PAR1"):
        from fer_core.readers.parquet import read_parquet  # lazily: pyarrow is large

        return read_parquet(stream, task.file, task.name, task.progress, task.options)
    refuse_others(head, task.file)
    return read_csv(stream, size, task.file, task.name, task.progress, task.options)


def read_contents(contents: Contents, kind: str, remedy: str, task: Task) -> Import:
    """Read what matters of a folder or an archive; what it is called is its ``kind`` ("zip")."""
    choice = chosen(contents.members, task.file, remedy)
    if choice.kind == "pictures":
        found = read_members(
            list(choice.members), task.file, task.name, f"{kind} of images", task.progress, task.options
        )
    else:
        found = _read_chosen(choice, task)
        skipped = (member for member in contents.members if member.bad is not None)
        found = replace(found, rejected=found.rejected + tuple(map(_rejection, skipped)))
    return _noted(found, contents, choice)


def _read_archive(contents: Contents, kind: str, task: Task) -> Import:
    if task.archives == _DEEPEST:
        remedy = "Unpack the outer ones and open the innermost."
        raise UnreadableFaces(task.file, found="an archive inside archives", expected="one inside one", remedy=remedy)
    remedy = "Unpack it and open the one you need."
    return read_contents(contents, kind, remedy, replace(task, archives=task.archives + 1))


def _read_squeezed(stream: BinaryIO, size: int, task: Task) -> Import:
    if task.squeezed:
        remedy = "Unpack it yourself and open what is inside."
        raise UnreadableFaces(task.file, found="a file that is packed twice", expected="once", remedy=remedy)
    with unsqueezed(stream, size, task.file, part_of(task.progress, 0, _UNPACKING)) as inner:
        rest = replace(task, progress=part_of(task.progress, _UNPACKING, 1), squeezed=True)
        return read_content(inner, inner.seek(0, 2), rest)


def _read_chosen(choice: Choice, task: Task) -> Import:
    with ExitStack() as stack:
        streams = [stack.enter_context(_opened(member, task)) for member in choice.members]
        if choice.kind == "file":
            (member,) = choice.members
            return read_content(streams[0], streams[0].seek(0, 2), task.inside(member))
        from fer_core.readers.parquet import read_parquets  # lazily: pyarrow is large

        parts = [(stream, member.path) for stream, member in zip(streams, choice.members, strict=True)]
        return read_parquets(parts, task.file, task.name, part_of(task.progress, _UNPACKING, 1), task.options)


def _opened(member: Member, task: Task) -> BinaryIO:
    try:
        return opened(member, task.file, part_of(task.progress, 0, _UNPACKING))
    except BadCell as bad:
        where = f"{task.file}/{shown(member.path)}"
        raise UnreadableFaces(where, found=bad.found, expected=bad.expected) from None


def _rejection(member: Member) -> Rejection:
    assert member.bad is not None
    return Rejection(shown(member.path), member.bad.found, member.bad.expected)


def _noted(found: Import, contents: Contents, choice: Choice) -> Import:
    """With what there is to tell of the archive: what systems left in it, how its names were read, what was not."""
    notes, told = dict(found.notes), []
    notes["system_files_ignored"] = notes.get("system_files_ignored", 0) + contents.ignored
    if contents.encoding:
        notes["names_read_as"] = contents.encoding
        example = next((member.path for member in contents.members if not member.path.isascii()), "")
        told.append(f"It does not say how its names are written; {contents.encoding} fits best: “{shown(example)}”.")
    others = len(contents.members) - len(choice.members)
    if others:
        what = shown(choice.members[0].path) if choice.kind == "file" else "Its Parquet files"
        were = "was" if choice.kind == "file" else "were"
        told.append(f"{what} {were} read, and not the {count(others, 'other file')} beside.")
    if told:
        notes["told"] = [*notes.get("told", ()), *told]
    return replace(found, notes=notes)
