"""Where decisions lie: a SQLite file of their own, or a PostgreSQL database that several studies share.

Both give what the log needs: an engine, the table, a lock that makes "read the last number, then write" one step, and
words for what went wrong.
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
        where: the place in words, without a password.
        fixed: columns that have the same value in all rows of the study.
    """

    engine: sa.Engine
    table: sa.Table
    where: str
    fixed: dict[str, Any]

    @abstractmethod
    def prepare(self) -> str:
        """Make ready for use; returns what the person must be told, "" for nothing."""

    @abstractmethod
    def lock(self, connection: sa.Connection) -> None:
        """Let no other process write to this study until the transaction ends."""

    @abstractmethod
    def remedy(self, cause: object) -> str:
        """What a person can do about an error."""

    def backup(self) -> bool:
        """Copy the decisions to a safe place; returns whether that was done."""
        return False


class SqliteDatabase(Database):
    """A file: flushed at every commit, backed up beside itself, mended from there when it is damaged."""

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
        """Open or make the file. A damaged one is set aside, the last backup opened, later rows taken over."""
        notice, aside = sqlite_file.recover(self.path, table.NAME)
        with self.engine.connect() as connection, connection.begin():
            self.table.create(connection, checkfirst=True)
            table.add_missing_columns(connection, self.table)
        found = self._salvage(aside) if aside else 0
        self.backup()
        return notice + (f" {found} later decisions could still be read and were kept." if found else "")

    def lock(self, connection: sa.Connection) -> None:
        """Nothing more to do: every transaction that writes begins as the only one."""

    def remedy(self, cause: object) -> str:
        """Free some space, or restart with the backup."""
        if sqlite_file.is_damage(cause):
            return "Restart FER Lab: the damaged file is set aside and the last backup opened."
        return "Free some disk space and check the folder's permissions; then it goes on by itself."

    def backup(self) -> bool:
        """Copy the file beside itself; a damaged one is not copied."""
        return sqlite_file.copy(self.path, sqlite_file.backup_of(self.path), table.NAME)

    def _salvage(self, damaged: Path) -> int:
        """Take over what can still be read of a damaged file beyond the backup; returns how many decisions."""
        with self.engine.connect() as connection, connection.begin():
            last = connection.execute(sa.select(sa.func.max(self.table.c.id))).scalar() or 0
            found = _readable(damaged, last)
            if found:
                connection.execute(sa.insert(self.table), found)
        return len(found)


class PostgresDatabase(Database):
    """A server's table ``decisions``; the column ``study`` says whose a row is. Its administrator makes backups."""

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
        own = url.query.get("options", "")  # what the address asks for is kept
        options = {"options": f"{own} -c synchronous_commit=on".strip(), "connect_timeout": 10}
        try:
            self.engine = sa.create_engine(url, pool_pre_ping=True, connect_args=options)
        except ModuleNotFoundError as error:
            raise FerLabError(
                "PostgreSQL needs a driver.", where=self.where, remedy='Run: pip install "psycopg[binary]"'
            ) from error

    def prepare(self) -> str:
        """Make the table, or the columns that it lacks; two servers may start at the same time."""
        with self.engine.connect() as connection, connection.begin():
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(table.NAME))))
            self.table.create(connection, checkfirst=True)
            table.add_missing_columns(connection, self.table)
        return ""

    def lock(self, connection: sa.Connection) -> None:
        """Writers of one study wait for each other, so that ids ascend in the order in which rows can be seen."""
        key = sa.func.hashtext(f"{table.NAME}/{self.study}")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))

    def remedy(self, cause: object) -> str:
        """Look after the server."""
        return f"Check that the database server runs, and the address in {URL_VARIABLE}; then it goes on by itself."


def database(place: Path | str, study: str = "") -> Database:
    """A file by its path; a database by its URL, for which ``study`` names the rows. Raises FerLabError."""
    if isinstance(place, Path) or "://" not in place:
        return SqliteDatabase(Path(place))
    try:
        url = sa.make_url(place)
    except sa.exc.ArgumentError as error:
        raise InvalidSettings("This is no address of a database.", where=URL_VARIABLE) from error
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database:
        return SqliteDatabase(Path(url.database))
    if backend not in ("postgresql", "postgres"):
        what = f"Decisions cannot be kept in {backend}."
        raise InvalidSettings(what, where=URL_VARIABLE, remedy="Give the address of a PostgreSQL database, or none.")
    return PostgresDatabase(url.set(drivername="postgresql+psycopg"), study)


def chosen(path: Path) -> Path | str:
    """The database that ``FER_LAB_DATABASE`` names, else the file ``path``."""
    return os.environ.get(URL_VARIABLE) or path


def _sqlite_engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        for pragma in (f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        # IMMEDIATE takes the write lock first, so that reading the ack and writing after it are one.
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _readable(damaged: Path, after: int) -> list[dict[str, Any]]:
    """Valid rows with an id above ``after``, up to the first that cannot be read."""
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
        pass  # what was read so far is kept
    return found
