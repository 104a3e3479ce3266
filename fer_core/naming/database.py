"""Databases of decisions: a SQLite file for each study, or a PostgreSQL database that several studies share.

Both provide what the log needs: an engine, the table, a lock that makes "read the last number, then write" one step,
and remedies for errors.
"""

import os
import re
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fer_core.base.errors import DamagedFile, FerLabError, InvalidSettings
from fer_core.naming import sqlite_file, table

URL_VARIABLE = "FER_LAB_DATABASE"
_BUSY_MS = 10_000


class Database(ABC):
    """One study's decisions in a database.

    Attributes:
        engine, table: for SQLAlchemy.
        where: the path or address, without a password.
        fixed: columns with the same value in all rows of the study.
    """

    engine: sa.Engine
    table: sa.Table
    where: str
    fixed: dict[str, Any]

    @abstractmethod
    def prepare(self) -> str:
        """Prepare for use; returns a message for the person, "" for none."""

    @abstractmethod
    def lock(self, connection: sa.Connection) -> None:
        """Keep other processes from writing to this study until the transaction ends."""

    @abstractmethod
    def remedy(self, cause: object) -> str:
        """What a person can do about an error."""

    def backup(self) -> bool:
        """Copy the decisions to a backup; returns whether it was done."""
        return False


class SqliteDatabase(Database):
    """A file: flushed at every commit, backed up in the same folder, and restored from the backup if it is damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = str(path)
        self.fixed = {}
        key = sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)
        self.table = sa.Table(
            table.NAME, sa.MetaData(), key, *table.columns(), sa.UniqueConstraint("client", "seq"),
            sqlite_autoincrement=True,
        )  # fmt: skip
        self.engine = _sqlite_engine(path)

    def prepare(self) -> str:
        """Open or create the file. A damaged file is renamed, the last backup opened, and readable later rows added."""
        notice, damaged = sqlite_file.recover(self.path, table.NAME)
        with self.engine.connect() as connection, connection.begin():
            self.table.create(connection, checkfirst=True)
            table.add_missing_columns(connection, self.table)
        found = self._salvage(damaged) if damaged else 0
        self.backup()
        return notice + (f" {found} later decisions could still be read and were added." if found else "")

    def lock(self, connection: sa.Connection) -> None:
        """Nothing to do: SQLite allows one writing transaction at a time."""

    def remedy(self, cause: object) -> str:
        """Free disk space, or restart with the backup."""
        if sqlite_file.is_damage(cause):
            return "Restart FER Lab: it renames the damaged file and opens the last backup."
        return "Free some disk space and check the permissions of the folder; FER Lab then tries again by itself."

    def backup(self) -> bool:
        """Copy the file to its backup; a damaged file is not copied."""
        return sqlite_file.copy(self.path, sqlite_file.backup_of(self.path), table.NAME)

    def _salvage(self, damaged: Path) -> int:
        """Add the decisions of a damaged file that can be read and are not in the backup; returns how many."""
        with self.engine.connect() as connection, connection.begin():
            last = connection.execute(sa.select(sa.func.max(self.table.c.id))).scalar() or 0
            found = _readable(damaged, last)
            if found:
                connection.execute(sa.insert(self.table), found)
        return len(found)


class PostgresDatabase(Database):
    """A table ``decisions`` on a server, with a column ``study``. The administrator of the server makes backups."""

    def __init__(self, url: sa.URL, study: str) -> None:
        self.where = url.render_as_string(hide_password=True)
        self.study = study
        self.fixed = {"study": study}
        keys = (
            sa.Column("study", sa.String(64), primary_key=True),
            sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        )
        once = sa.UniqueConstraint("study", "client", "seq")
        self.table = sa.Table(table.NAME, sa.MetaData(), *keys, *table.columns(), once)
        own = url.query.get("options", "")  # options in the address stay in effect
        options = {"options": f"{own} -c synchronous_commit=on".strip(), "connect_timeout": 10}
        try:
            self.engine = sa.create_engine(url, pool_pre_ping=True, connect_args=options)
        except ModuleNotFoundError as error:
            raise FerLabError(
                "The driver for PostgreSQL is not installed.",
                where=self.where,
                remedy='Run: pip install "psycopg[binary]"',
            ) from error

    def prepare(self) -> str:
        """Create the table, or the columns that it lacks; two servers may start at the same time."""
        with self.engine.connect() as connection, connection.begin():
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(table.NAME))))
            self.table.create(connection, checkfirst=True)
            table.add_missing_columns(connection, self.table)
        return ""

    def lock(self, connection: sa.Connection) -> None:
        """Make writers of one study wait for each other, so that ids rise in the order in which rows appear."""
        key = sa.func.hashtext(f"{table.NAME}/{self.study}")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))

    def remedy(self, cause: object) -> str:
        """Check the server."""
        return f"Check that the database server is running, and the address in {URL_VARIABLE}; it is tried again."


def database(place: Path | str, study: str = "") -> Database:
    """The database at a path or URL; ``study`` is the id of the study in a shared one.

    Raises:
        InvalidSettings: if the address is not one of a supported database.
        FerLabError: if the driver is missing.
    """
    if isinstance(place, Path) or "://" not in place:
        return SqliteDatabase(Path(place))
    try:
        url = sa.make_url(place)
    except sa.exc.ArgumentError as error:
        raise InvalidSettings("This is not the address of a database.", where=URL_VARIABLE) from error
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database:
        return SqliteDatabase(Path(url.database))
    if backend not in ("postgresql", "postgres"):
        what = f"Decisions cannot be saved in {backend}."
        raise InvalidSettings(what, where=URL_VARIABLE, remedy="Give the address of a PostgreSQL database, or none.")
    return PostgresDatabase(url.set(drivername="postgresql+psycopg"), study)


def chosen(path: Path) -> Path | str:
    """The database that ``FER_LAB_DATABASE`` names, else the file ``path``."""
    return os.environ.get(URL_VARIABLE) or path


def _sqlite_engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we begin transactions, not the driver
        for pragma in (f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        # IMMEDIATE takes the write lock first, so that nobody writes between reading the ack and writing.
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _readable(damaged: Path, after: int) -> list[dict[str, Any]]:
    """Valid rows with an id above ``after``, up to the first one that cannot be read."""
    found: list[dict[str, Any]] = []
    if not damaged.exists():
        return found
    try:
        with closing(sqlite3.connect(damaged)) as connection:
            connection.row_factory = sqlite3.Row
            for row in connection.execute(f"SELECT * FROM {table.NAME} WHERE id > ? ORDER BY id", (after,)):
                values = {"detail": table.NO_DETAIL, **dict(row)}
                decision = table.decision_of(values)
                if not re.match(r"\d{4}-\d\d-\d\dT", decision.at):
                    break
                found.append(values)
    except (sqlite3.DatabaseError, DamagedFile):
        pass  # return the rows read so far
    return found
