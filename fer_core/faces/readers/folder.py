"""The files of a folder on this computer. Links are followed, and their targets are read once."""

import os
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fer_core.base.errors import UnreadableFaces
from fer_core.base.progress import Progress
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._members import Member, MemberList, is_debris, rejected
from fer_core.faces.readers.images.decode import too_large
from fer_core.faces.readers.limits import MAX_FACES, MAX_IMAGE_BYTES


def folder_contents(folder: Path, file: str, progress: Progress) -> MemberList:
    """All files in ``folder`` at any depth.

    Raises UnreadableFaces if there are too many, and OSError if the folder itself cannot be read.
    """
    walk = _Walk(snapshot_of(folder.resolve()), file, progress)
    return MemberList(list(walk.members()), walk.ignored)


def snapshot_of(folder: Path) -> Path:
    """The folder of the data set in a folder of Hugging Face's cache; any other ``folder`` unchanged."""
    snapshots = folder / "snapshots"
    if not (snapshots.is_dir() and (folder / "blobs").is_dir()):
        return folder
    main = folder / "refs" / "main"
    if main.is_file():
        named = snapshots / main.read_text("utf-8", "replace").strip()[:100]
        if named.is_dir() and named.parent == snapshots:
            return named
    found = sorted(path for path in snapshots.iterdir() if path.is_dir())
    return found[0] if len(found) == 1 else folder


class _Walk:
    """Walks through a folder and then the folders linked in it, so that files have their own paths where possible."""

    def __init__(self, root: Path, file: str, progress: Progress) -> None:
        self.ignored = 0
        self._root, self._file, self._progress = root, file, progress
        self._links = deque([root])
        self._entered: set[Path] = set()
        self._count = 0

    def members(self) -> Iterator[Member]:
        first = True
        while self._links:
            start = self._links.popleft()
            target = start.resolve()
            where = start.relative_to(self._root).as_posix()
            if not first and self._root.is_relative_to(target):
                yield rejected(where, "a link to a folder that contains this one", "pictures or folders of them")
            elif target in self._entered:
                yield rejected(where, "a link to a folder that is already read", "another folder")
            else:
                yield from self._below(start)
            first = False

    def _below(self, start: Path) -> Iterator[Member]:
        unreadable: list[OSError] = []

        def failed(error: OSError) -> None:
            if not self._entered:  # not even the folder itself
                raise error
            unreadable.append(error)

        for parent, folders, names in os.walk(start, onerror=failed):
            self._progress(0, 0, "Finding images")
            self._entered.add(Path(parent).resolve())
            folders[:] = sorted(name for name in folders if not is_debris(name))
            linked = [name for name in folders if Path(parent, name).is_symlink()]
            self._links += [Path(parent, name) for name in linked]  # os.walk does not enter these
            for name in sorted(names):
                yield from self._file_at(Path(parent, name))
        yield from (self._unreadable(error) for error in unreadable)

    def _file_at(self, path: Path) -> Iterator[Member]:
        if is_debris(path.name):
            self.ignored += 1
            return
        self._count += 1
        if self._count > MAX_FACES:
            raise UnreadableFaces(self._file, found=f"over {MAX_FACES:,} files", expected="fewer")
        yield _member(path, path.relative_to(self._root).as_posix())

    def _unreadable(self, error: OSError) -> Member:
        where = Path(error.filename).relative_to(self._root).as_posix()
        return rejected(where, f"a folder that cannot be read ({error.strerror})", "a readable folder")


def _member(path: Path, where: str) -> Member:
    try:
        if path.is_file():
            return Member(where, path.stat().st_size, partial(_read, path), file=path)
        gone = path.is_symlink() and not path.exists()
    except OSError as error:
        return rejected(where, f"a file that cannot be read ({error.strerror})", "a readable file")
    return rejected(where, "a broken link" if gone else "not an ordinary file", "an image")


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_IMAGE_BYTES:
            raise too_large(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise BadCell(f"a file that cannot be read ({error.strerror})", "a readable file") from None
