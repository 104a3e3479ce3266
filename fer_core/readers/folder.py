"""A folder of images: what lies in it, as members."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

from fer_core.errors import UnreadableFaces
from fer_core.progress import Progress
from fer_core.readers._builder import BadCell
from fer_core.readers._decode import too_large
from fer_core.readers._members import Member, is_debris
from fer_core.readers.imported import Import
from fer_core.readers.limits import MAX_FACES, MAX_IMAGE_BYTES
from fer_core.readers.options import ReadOptions
from fer_core.readers.pictures import read_members


def read_folder(folder: Path, file: str, name: str, progress: Progress, options: ReadOptions) -> Import:
    """Read the images below ``folder``. Links that lead out of it are listed, not followed."""
    return read_members(members_of_folder(folder, file, progress), file, name, "folder of images", progress, options)


def members_of_folder(folder: Path, file: str, progress: Progress) -> list[Member]:
    """All files below a folder. Raises UnreadableFaces where there are too many."""
    return list(_walk(folder.resolve(), file, progress))


def _walk(root: Path, file: str, progress: Progress) -> Iterator[Member]:
    count = 0
    for parent, folders, names in os.walk(root, onerror=_raise):
        progress(0, 0, "Looking for images")
        folders[:] = sorted(name for name in folders if not is_debris(name))
        links = [name for name in folders if Path(parent, name).is_symlink()]  # os.walk does not enter these
        for name in (*links, *sorted(names)):
            count += 1
            if count > MAX_FACES:
                raise UnreadableFaces(file, found=f"over {MAX_FACES:,} files", expected="fewer")
            yield _member(root, Path(parent, name))


def _member(root: Path, path: Path) -> Member:
    where = path.relative_to(root).as_posix()
    if not path.resolve().is_relative_to(root):
        return Member(where, 0, partial(_reject, "a link that leaves the folder", "the file itself"))
    if not path.is_file():
        return Member(where, 0, partial(_reject, "no ordinary file", "an image"))
    return Member(where, path.stat().st_size, partial(_read, path))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_IMAGE_BYTES:
            raise too_large(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise BadCell(f"a file that cannot be read ({error.strerror})", "one that can") from None


def _reject(found: str, expected: str) -> NoReturn:
    raise BadCell(found, expected)


def _raise(error: OSError) -> None:
    raise error
