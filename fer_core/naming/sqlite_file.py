"""SQLite files: check whether a file is damaged, move a damaged one away, copy one that is in use."""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from fer_core.base.errors import FerLabError
from fer_core.base.files import PRIVATE, replacing

_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SIDECARS = ("", "-wal", "-shm")


def backup_of(path: Path) -> Path:
    """The path of the backup of a database."""
    return path.with_name(path.name + ".backup")


def is_damage(error: object) -> bool:
    """Whether an error means that the content of the file is damaged, not that it is busy or the disk is full."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _BROKEN


def damage(path: Path, table: str) -> str:
    """What is wrong with an existing database file; "" if it is intact and has ``table``.

    Raises FerLabError if the file cannot be checked, e.g. without permission to read it.
    """
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                return str(found)
            query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
            has_table = connection.execute(query, (table,)).fetchone()[0]
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return str(error)
        remedy = "Check that the folder can be read and written, and that no other program has locked the file."
        raise FerLabError(f"The decisions cannot be opened ({error}).", where=str(path), remedy=remedy) from error
    return "" if has_table else "it is empty"


def recover(path: Path, table: str) -> tuple[str, Path | None]:
    """Replace a damaged or missing file by its backup.

    Returns:
        A message for the person, and the new path of the damaged file; "" and None if nothing was wrong.
    """
    backup = backup_of(path)
    exists, has_backup = path.exists(), backup.exists()
    if not exists and not has_backup:
        return "", None
    problem = damage(path, table) if exists else "it is gone"
    if not problem or (problem == "it is empty" and not has_backup):
        return "", None
    aside = set_aside(path)
    restored = has_backup and copy(backup, path, table)
    return _notice(problem, aside if exists else None, restored), aside


def _notice(problem: str, aside: Path | None, restored: bool) -> str:
    if aside is None:
        return "The file with the decisions was missing; the last backup was opened. Check the last names you gave."
    opened = "the last backup was opened" if restored else "a new file was started, as there was no backup"
    return (
        f"The file with the decisions was damaged ({problem}). It was saved as {aside.name}, and {opened}. "
        "Check the last names you gave."
    )


def set_aside(path: Path) -> Path:
    """Rename a damaged database and its sidecar files; returns the new path."""
    time = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = path.with_name(f"{path.name}.damaged-{time}")
    for suffix in _SIDECARS:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside


def copy(source: Path, target: Path, table: str) -> bool:
    """Copy a database that is in use, with SQLite's backup API: temporary file, check, flush, rename.

    Returns whether it was copied; a damaged source never replaces an earlier copy.
    """
    with suppress(_Unsound), replacing(target, PRIVATE) as temporary:
        with closing(sqlite3.connect(source, timeout=10)) as live, closing(sqlite3.connect(temporary)) as made:
            live.backup(made)
            made.execute("PRAGMA journal_mode=DELETE")  # one file, no sidecars
        if damage(temporary, table):
            raise _Unsound
        return True
    return False


class _Unsound(Exception):
    """A copy that must not replace an earlier one."""
