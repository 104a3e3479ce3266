"""DecisionLog: every decision of a study in the order it was made, appended and never changed.

What `append` has acknowledged is on the disk (write-ahead log, flushed at each commit). Appending the same
event twice is the same as once: (client, seq) is unique, and only events above a client's acknowledged number
are written. Gaps in ``seq`` are allowed: a browser always sends everything that is not yet settled, so a
missing number was refused, or was acknowledged before a backup had to be restored.
"""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fer_core.errors import DamagedFile, FerLabError, InvalidDecision
from fer_core.naming import sqlite_file
from fer_core.naming.decision import Decision, Event
from fer_core.naming.verdict import Verdict

BACKUP_EVERY = 50
"""Decisions between two backups; one is also made at opening."""
_BUSY_MS = 10_000

_METADATA = sa.MetaData()
DECISIONS = sa.Table(
    "decisions",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("client", sa.String(64), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("annotator", sa.String(64), nullable=False),
    sa.Column("clustering", sa.String(64), nullable=False),
    sa.Column("action", sa.String(16), nullable=False),
    sa.Column("group_number", sa.Integer),
    sa.Column("faces", sa.Text, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("emotion", sa.String(64), nullable=False),
    sa.Column("second", sa.String(64), nullable=False),
    sa.UniqueConstraint("client", "seq"),
    sqlite_autoincrement=True,
)


class DecisionLog:
    """The decisions of one study in one SQLite file. Threads may share it, processes may share the file.

    Attributes:
        notice: what the person must be told since opening, e.g. that a damaged file was set aside; "" if nothing.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. A damaged one is set aside and the last backup opened. Raises FerLabError."""
        self.path = path
        self.notice = ""
        self._lock = threading.RLock()
        self._read: list[Decision] = []
        self._since_backup = 0
        self._engine = _engine(path)
        with self._errors("opened"):
            lost = self._recover()
            with self._transaction(writing=True) as connection:
                _METADATA.create_all(connection)
            if lost is not None:
                self._salvage(lost)
            self.backup()

    def append(self, events: Sequence[Event], annotator: str = "") -> dict[str, int]:
        """Write those events that are not yet there, all in one transaction; returns acks by client.

        Events of one client must ascend in ``seq``. Raises FerLabError, and then nothing was written.
        """
        with self._lock, self._errors("saved"):
            with self._transaction(writing=True) as connection:
                acks = {e.client: _ack(connection, e.client) for e in events}
                written = 0
                for event in events:
                    if event.seq > acks[event.client]:
                        connection.execute(sa.insert(DECISIONS), _row(event, annotator))
                        acks[event.client] = event.seq
                        written += 1
            self._since_backup += written
        if self._since_backup >= BACKUP_EVERY:
            with contextlib.suppress(FerLabError):  # the decisions are safe; the next append tries again
                self.backup()
        return acks

    def ack(self, client: str) -> int:
        """The highest ``seq`` of a client that is on the disk; 0 for an unknown client."""
        with self._errors("read"), self._transaction() as connection:
            return _ack(connection, client)

    def all(self) -> tuple[Decision, ...]:
        """Every decision of the study, in order."""
        with self._lock:
            self._read += self.since(self._read[-1].id if self._read else 0)
            return tuple(self._read)

    def since(self, last_id: int) -> list[Decision]:
        """The decisions after the one with this id, in order."""
        query = sa.select(DECISIONS).where(DECISIONS.c.id > last_id).order_by(DECISIONS.c.id)
        with self._errors("read"), self._transaction() as connection:
            return [_decision(row) for row in connection.execute(query).mappings()]

    def for_clustering(self, key: str) -> list[Decision]:
        """The decisions on one clustering, in order."""
        return [decision for decision in self.all() if decision.clustering == key]

    def backup(self) -> bool:
        """Copy the log beside itself; returns whether that was done (not from a damaged file)."""
        with self._lock, self._errors("backed up"):
            done = sqlite_file.copy(self.path, sqlite_file.backup_of(self.path), DECISIONS.name)
            self._since_backup = 0
            return done

    def close(self) -> None:
        """Let go of the file. Nothing is lost without it."""
        self._engine.dispose()

    def _recover(self) -> Path | None:
        """Put the backup in the place of a damaged or vanished file; returns where the damaged one went."""
        backup = sqlite_file.backup_of(self.path)
        exists, has_backup = self.path.exists(), backup.exists()
        if not exists and not has_backup:
            return None
        problem = sqlite_file.damage(self.path, DECISIONS.name) if exists else "it is gone"
        if not problem or (problem == "it is empty" and not has_backup):
            return None
        aside = sqlite_file.set_aside(self.path)
        restored = has_backup and sqlite_file.copy(backup, self.path, DECISIONS.name)
        self.notice = _notice(problem, aside if exists else None, backup if restored else None)
        return aside

    def _salvage(self, damaged: Path) -> None:
        """Take over what can still be read of a damaged file beyond the backup."""
        have = self.since(0)
        found = list(_readable(damaged, have[-1].id if have else 0))
        with self._transaction(writing=True) as connection:
            for row in found:
                connection.execute(sa.insert(DECISIONS), row)
        if found:
            self.notice += f" {len(found)} later decisions could still be read and were kept."

    @contextlib.contextmanager
    def _transaction(self, writing: bool = False) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            connection = connection.execution_options(writing=writing)
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        try:
            yield
        except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
            cause = getattr(error, "orig", None) or error
            remedy = "Free some disk space and check the folder's permissions; then it goes on by itself."
            if sqlite_file.is_damage(cause):
                remedy = "Restart FER Lab: the damaged file is set aside and the last backup opened."
            raise FerLabError(
                f"The decisions could not be {done} ({cause}).", where=str(self.path), remedy=remedy
            ) from error


def _engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        for pragma in (f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        # IMMEDIATE takes the write lock first, so that reading the ack and writing after it are one.
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _ack(connection: sa.Connection, client: str) -> int:
    query = sa.select(sa.func.max(DECISIONS.c.seq)).where(DECISIONS.c.client == client)
    return connection.execute(query).scalar() or 0


def _row(event: Event, annotator: str) -> dict[str, Any]:
    verdict = event.verdict
    return {
        "client": event.client,
        "seq": event.seq,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "annotator": annotator,
        "clustering": event.clustering,
        "action": event.action,
        "group_number": event.group,
        "faces": json.dumps(event.faces),
        "kind": verdict.kind if verdict else "",
        "emotion": verdict.emotion if verdict else "",
        "second": verdict.second if verdict else "",
    }


def _decision(row: Any) -> Decision:
    try:
        verdict = Verdict(row["kind"], row["emotion"], row["second"]) if row["kind"] else None
        return Decision(
            row["client"], row["seq"], row["clustering"], row["action"], row["group_number"],
            tuple(json.loads(row["faces"])), verdict, row["id"], row["at"], row["annotator"],
        )  # fmt: skip
    except (ValueError, TypeError, InvalidDecision) as error:
        raise DamagedFile(f"Decision {row['id']} cannot be read ({error}).", where="decisions") from error


def _readable(damaged: Path, after: int) -> Iterator[dict[str, Any]]:
    """Valid rows with an id above ``after``, up to the first that cannot be read."""
    if not damaged.exists():
        return
    with closing(sqlite3.connect(damaged)) as connection, contextlib.suppress(sqlite3.DatabaseError):
        connection.row_factory = sqlite3.Row
        query = f"SELECT * FROM {DECISIONS.name} WHERE id > ? ORDER BY id"
        for row in connection.execute(query, (after,)):
            try:
                _decision(row)
                datetime.fromisoformat(row["at"])
            except (DamagedFile, IndexError, ValueError, TypeError):
                return
            yield dict(row)


def _notice(problem: str, aside: Path | None, backup: Path | None) -> str:
    if aside is None:
        return "The file of decisions was gone; the last backup was opened. Check the last names you gave."
    opened = "the last backup was opened" if backup else "there was no backup, so a new one was begun"
    return (
        f"The file of decisions was damaged ({problem}); it is kept as {aside.name}, and {opened}. "
        "Check the last names you gave."
    )
