"""Files and folders that appear whole or not at all: the one place of the project that writes them.

They are written beside their place under another name, flushed to the disk, then renamed. Whoever reads meanwhile,
and whatever stops the program, finds the old content or the new.
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
"""What lies in the home folder is its owner's alone."""
SHARED = 0o666
"""Files that a person asks for follow the system's mask, as those of other programs do."""
_NEW = ".new-"


@contextmanager
def replacing(path: Path, mode: int = SHARED) -> Iterator[Path]:
    """A new, empty file beside ``path``, which takes its place where the block ends well, and else disappears.

    A link is followed: the file that it points to is replaced. A file that is there already keeps its permissions.
    Raises FerLabError for whatever the system refuses.
    """
    with _errors(path):
        target = path.resolve() if path.is_symlink() else path
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "there is a folder of that name")
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
    """The same, open for writing."""
    with replacing(path, mode) as temporary, temporary.open("wb") as file:
        yield file


def write_bytes(path: Path, content: bytes | memoryview, mode: int = SHARED) -> None:
    """Write a whole file; what was there is replaced. Raises FerLabError."""
    with written(path, mode) as file:
        file.write(content)


def write_folder(target: Path, contents: dict[str, Callable[[IO[bytes]], object]]) -> None:
    """Write a whole folder of files, each by a function that is given the file; ``target`` must not be there yet.

    Where another process made ``target`` meanwhile, that one stays. Raises FerLabError.
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


def _take_place(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        if not target.exists():  # else another process was faster: its result is as good
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
        what = f"Nothing could be written ({error.strerror or error})."
        raise FerLabError(what, where=str(path), remedy=remedy) from error
