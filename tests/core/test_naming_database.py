"""The log on a real PostgreSQL server, and files that an earlier version wrote."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from fer_core.base.errors import FerLabError
from fer_core.naming.decision import Event, made_by
from fer_core.naming.log import DecisionLog, open_log
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict
from tests.core import postgres

HAPPY = Verdict("name", "happy", "sad")
PROMISED = ("CREATE TABLE decisions (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, client VARCHAR(64) NOT NULL, "
            "seq INTEGER NOT NULL, at VARCHAR(32) NOT NULL, annotator VARCHAR(64) NOT NULL, "
            "clustering VARCHAR(64) NOT NULL, action VARCHAR(16) NOT NULL, group_number INTEGER, faces TEXT NOT NULL, "
            "kind VARCHAR(16) NOT NULL, emotion VARCHAR(64) NOT NULL, second VARCHAR(64) NOT NULL, "
            "UNIQUE (client, seq))")  # fmt: skip
"""The table of the first version, word for word: its files must always open."""


def named(seq: int, client: str = "client-1", group: int = 0) -> Event:
    return Event(client, seq, "a", "verdict", group, (), HAPPY)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    yield from postgres.server()


@pytest.fixture()
def log(url: str, request: pytest.FixtureRequest) -> Iterator[DecisionLog]:
    opened = DecisionLog(url, request.node.name[:60])
    yield opened
    opened.close()


def old_file(path: Path, rows: list[tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(PROMISED)
        connection.executemany(f"INSERT INTO decisions VALUES ({','.join('?' * 12)})", rows)
        connection.commit()


OLD = [
    (1, "client-1", 1, "2026-01-01T10:00:00.000+00:00", "", "a", "verdict", 3, "[]", "name", "happy", "sad"),
    (2, "client-1", 2, "2026-01-01T10:00:01.000+00:00", "Ann", "a", "verdict", 4, "[7, 8]", "mixed", "", ""),
    (3, "client-1", 3, "2026-01-01T10:00:02.000+00:00", "", "a", "undo", None, "[]", "", "", ""),
]


def test_a_file_of_the_first_version_opens_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    old_file(path, OLD)
    for _ in range(2):  # changed at the first time, and left alone at the second
        log = DecisionLog(path)
        first, second, third = log.all()[:3]
        assert (first.group, first.verdict, first.at) == (3, HAPPY, OLD[0][3])
        assert (second.faces, second.verdict, second.annotator) == ((7, 8), Verdict("mixed"), "Ann")
        assert (third.action, third.group, log.notice) == ("undo", None, "")
        log.append([Event("client-1", 4, "a", "split", 3, parts="010")])
        assert (log.all()[3].id, log.all()[3].parts) == (4, "010")
        log.close()


def test_a_damaged_file_of_the_first_version_gives_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    long = f"[{', '.join(map(str, range(900)))}]"
    old_file(path, [(i, "client-1", i, *OLD[0][3:8], long, *OLD[0][9:]) for i in range(1, 40)])
    content = bytearray(path.read_bytes())
    content[-8192:] = b"\xa5" * 8192
    path.write_bytes(content)
    log = DecisionLog(path)
    kept = [d.seq for d in log.all()]
    log.close()
    assert "later decisions" in log.notice
    assert kept == list(range(1, len(kept) + 1)) and 1 < len(kept) < 40


def test_every_kind_of_decision_comes_back_from_the_server(log: DecisionLog, url: str) -> None:
    events = [
        Event("client-1", 1, "a", "split", 3, parts="0120"),
        Event("client-1", 2, "a", "verdict", made_by(1, 2), (), HAPPY),
        Event("client-1", 3, "a", "merge", groups=(made_by(1, 0), 5)),
        Event("client-1", 4, "a", "move", 6, (60, 61), to=made_by(3)),
        Event("client-1", 5, "a", "return", to=2),
        Event("client-1", 6, "a", "undo"),
    ]
    assert log.append(events, "Ann") == {"client-1": 6}
    fresh = DecisionLog(url, log._database.fixed["study"])
    assert fresh.all() == log.all()
    assert [d.id for d in fresh.all()] == [1, 2, 3, 4, 5, 6]
    assert [(d.parts, d.groups, d.to) for d in fresh.all()] == [(e.parts, e.groups, e.to) for e in events]
    assert not log.backup()
    fresh.close()


def test_sent_twice_is_written_once_on_the_server(log: DecisionLog) -> None:
    log.append([named(1), named(2)])
    assert log.append([named(1), named(2), named(4)]) == {"client-1": 4}
    assert [d.seq for d in log.all()] == [1, 2, 4]
    assert log.ack("client-1") == 4


def test_studies_on_one_server_do_not_meet(log: DecisionLog, url: str) -> None:
    log.append([named(1)])
    other = DecisionLog(url, "other-study")
    assert other.append([named(1), named(2)]) == {"client-1": 2}
    assert [d.id for d in other.all()] == [1, 2]  # each study counts from 1
    assert len(log.all()) == 1
    other.close()


def _write(url: str, study: str, client: str) -> None:
    log = DecisionLog(url, study)
    for seq in range(1, 16):
        log.append([named(i, client) for i in range(max(1, seq - 3), seq + 1)], client)
    log.close()


def test_several_processes_write_at_once_and_a_reader_misses_nothing(log: DecisionLog, url: str) -> None:
    study = log._database.fixed["study"]
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(url, study, f"client-{i}")) for i in range(3)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        log.all()  # reads on from what it has seen: a decision that shows up late would be missed
    for writer in writers:
        writer.join()
    assert sorted((d.client, d.seq) for d in log.all()) == [(f"client-{i}", s) for i in range(3) for s in range(1, 16)]
    assert [d.id for d in log.all()] == list(range(1, 46))


OLD_SERVER = (
    "CREATE TABLE decisions (study VARCHAR(64) NOT NULL, id INTEGER NOT NULL, client VARCHAR(64) NOT NULL, "
    "seq INTEGER NOT NULL, at VARCHAR(32) NOT NULL, annotator VARCHAR(64) NOT NULL, clustering VARCHAR(64) NOT NULL, "
    "action VARCHAR(16) NOT NULL, group_number INTEGER, faces TEXT NOT NULL, kind VARCHAR(16) NOT NULL, "
    "emotion VARCHAR(64) NOT NULL, second VARCHAR(64) NOT NULL, PRIMARY KEY (study, id), UNIQUE (study, client, seq))"
)
"""A server's table from before decisions had details."""


@pytest.fixture()
def old_server(url: str) -> Iterator[str]:
    """The address of a schema of its own, with the old table and one decision in it."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA earlier"))
        connection.execute(sa.text("SET search_path TO earlier"))
        connection.execute(sa.text(OLD_SERVER))
        values = ", ".join("NULL" if value is None else repr(value) for value in OLD[0])
        connection.execute(sa.text(f"INSERT INTO decisions VALUES ('first', {values})"))
    yield f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3Dearlier"
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA earlier CASCADE"))
    engine.dispose()


def test_an_earlier_table_of_a_server_is_brought_up_to_date(old_server: str) -> None:
    """By three servers that start at once; what was in it stays, and groups can be split from then on."""
    with ThreadPoolExecutor(3) as pool:
        logs = list(pool.map(lambda study: DecisionLog(old_server, study), ("first", "first", "second")))
    assert [d.verdict for d in logs[0].all()] == [HAPPY] and not logs[2].all()
    logs[0].append([Event("client-2", 1, "a", "split", 3, parts="01")])
    assert [(d.action, d.parts) for d in logs[1].all()] == [("verdict", ""), ("split", "01")]
    for log in logs:
        log.close()


def test_a_server_that_is_away_is_explained_without_the_password() -> None:
    with pytest.raises(FerLabError, match="Check that the database server is running") as caught:
        DecisionLog("postgresql://ann:secret@127.0.0.1:1/nowhere", "s")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://ann@localhost/x", "://", "oracle+nothing://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(FerLabError):
        DecisionLog(url, "s")


def test_the_environment_chooses_the_server(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FER_LAB_DATABASE", url)
    log = open_log(tmp_path / "decisions.sqlite", "by-environment")
    log.append([named(1)])
    log.close()
    assert not list(tmp_path.iterdir())
    monkeypatch.delenv("FER_LAB_DATABASE")
    log = open_log(tmp_path / "decisions.sqlite", "by-environment")
    assert log.all() == ()
    log.close()


def test_decisions_move_from_a_file_to_the_server(log: DecisionLog, tmp_path: Path) -> None:
    source = DecisionLog(tmp_path / "decisions.sqlite")
    source.append([Event("client-1", 1, "a", "split", 0, parts="01"), named(2, group=made_by(1))], "Ann")
    source.append([named(1, "client-2", group=made_by(1, 1))], "Bob")
    assert log.adopt(source.all()) == 3
    assert log.adopt(source.all()) == 0
    assert log.all() == source.all()
    assert replay(log.all()) == replay(source.all())
    source.close()
