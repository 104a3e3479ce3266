"""Files that appear whole or not at all."""

import os
import stat
from pathlib import Path
from typing import IO

import pytest

from fer_core.base import files
from fer_core.base.errors import FerLabError


def test_what_was_there_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old and longer")
    files.write_bytes(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("mine")])
def test_a_writing_that_stops_leaves_what_was_there(tmp_path: Path, error: BaseException) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises((FerLabError, KeyboardInterrupt, ValueError)), files.written(tmp_path / "a") as out:
        out.write(b"half")
        raise error
    assert (tmp_path / "a").read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_errors_say_where_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "gone" / "a", tmp_path / "folder"):
        with pytest.raises(FerLabError, match="could not be written") as caught:
            files.write_bytes(path, b"x")
        assert caught.value.where == str(path) and caught.value.remedy


def test_permissions(tmp_path: Path) -> None:
    """A new file follows the system's mask, one of the home folder is private, one that is there stays as it is."""

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    before = os.umask(0o027)
    try:
        files.write_bytes(tmp_path / "asked for", b"x")
        files.write_bytes(tmp_path / "kept", b"x", files.PRIVATE)
        (tmp_path / "there").write_bytes(b"x")
        (tmp_path / "there").chmod(0o604)
        files.write_bytes(tmp_path / "there", b"y")
    finally:
        os.umask(before)
    assert [mode(tmp_path / name) for name in ("asked for", "kept", "there")] == [0o640, 0o600, 0o604]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    files.write_bytes(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"new"


def test_a_folder_is_whole_or_absent(tmp_path: Path) -> None:
    def fails(file: IO[bytes]) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(FerLabError, match="No space left"):
        files.write_folder(tmp_path / "made", {"a": lambda file: file.write(b"x"), "b": fails})
    assert not list(tmp_path.iterdir())
    files.write_folder(tmp_path / "made", {"a": lambda file: file.write(b"x")})
    assert (tmp_path / "made" / "a").read_bytes() == b"x"


def test_who_is_second_finds_the_firsts_folder(tmp_path: Path) -> None:
    files.write_folder(tmp_path / "made", {"a": lambda file: file.write(b"first")})
    files.write_folder(tmp_path / "made", {"a": lambda file: file.write(b"second")})
    assert (tmp_path / "made" / "a").read_bytes() == b"first" and len(list(tmp_path.iterdir())) == 1
