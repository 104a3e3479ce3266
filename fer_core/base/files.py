"""Writes files and folders completely or not at all. Nothing else in the project writes files.

They are written under a temporary name in the same folder, flushed to the disk and then renamed. So the old or the new
content is always there, even if another process reads meanwhile or the program stops.
"""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from fer_core.base.errors import FerLabError

PRIVATE = 0o600
"""Permissions of files in the home folder: only their owner may read them."""
SHARED = 0o666
"""Permissions of files that a person saves elsewhere, limited by the system's mask as in other programs."""
_NEW = ".new-"


@contextmanager
def replacing(path: Path, mode: int = SHARED) -> Iterator[Path]:
    """A new, empty file that replaces ``path`` when the block ends without an error, and is deleted otherwise.

    Links are followed: the file that they point to is replaced. An existing file keeps its permissions.
    Raises FerLabError for all errors of the system.
    """
    with _errors(path):
        target = path.resolve() if path.is_symlink() else path
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder has this name")
        temporary = target.with_name(f"{_NEW}{secrets.token_hex(8)}")
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
        try:
            if target.exists():
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            yield temporary
            _flush(temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def written(path: Path, mode: int = SHARED) -> Iterator[IO[bytes]]:
    """As `replacing`, but gives the file open for writing. Raises FerLabError."""
    with replacing(path, mode) as temporary, temporary.open("wb") as file:
        yield file


def write_bytes(path: Path, content: bytes | memoryview, mode: int = SHARED) -> None:
    """Write a whole file and replace an existing one. Raises FerLabError."""
    with written(path, mode) as file:
        file.write(content)


def write_folder(target: Path, contents: dict[str, Callable[[IO[bytes]], object]]) -> None:
    """Write a whole folder of files, each by a function that is given the open file. ``target`` must not exist yet.

    If another process creates ``target`` meanwhile, that folder stays. Raises FerLabError.
    """
    with _errors(target):
        temporary = target.with_name(f"{_NEW}{secrets.token_hex(8)}")
        temporary.mkdir(0o700)
        try:
            for name, write in contents.items():
                with (temporary / name).open("xb") as file:
                    write(file)
                _flush(temporary / name)
            _take_place(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def move_folder(path: Path, target: Path) -> None:
    """Move a folder to another place on the same disk, in one step. Raises FerLabError."""
    with _errors(target):
        path.rename(target)


def remove_folder(path: Path) -> None:
    """Remove a folder with everything in it. Raises FerLabError."""
    with _errors(path):
        shutil.rmtree(path)


def _take_place(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        if not target.exists():  # otherwise another process was faster, and its result is the same
            raise


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "Free some space or check the folder's permissions, then try again."
        what = f"The file could not be written ({error.strerror or error})."
        raise FerLabError(what, where=str(path), remedy=remedy) from error
