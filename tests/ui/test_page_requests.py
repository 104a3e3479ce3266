"""Timers of a page that was left do not take back the click that left it."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from ui.shell import page_requests

OLD, NEW = "hash of the old page", "hash of the new page"


@pytest.fixture()
def session() -> Any:
    """What a session knows of its pages and of the requests that wait."""
    manager = PagesManager("app.py")
    manager.set_script_intent(OLD, "")
    return SimpleNamespace(_scriptrunner=SimpleNamespace(_requests=ScriptRequests()), _pages_manager=manager)


def test_a_timer_does_not_replace_a_page_that_waits_to_run(session: Any) -> None:
    assert not page_requests.late(session, OLD)
    session._scriptrunner._requests.request_rerun(RerunData(page_script_hash=NEW))
    assert page_requests.late(session, OLD)


def test_a_timer_of_another_page_than_the_one_that_runs_is_left_out(session: Any) -> None:
    requests = session._scriptrunner._requests
    requests.request_rerun(RerunData(page_script_hash=NEW))
    requests.on_scriptrunner_ready()
    session._pages_manager.set_script_intent(NEW, "")
    assert page_requests.late(session, OLD) and not page_requests.late(session, NEW)


def test_timers_of_two_fragments_do_not_hold_each_other_up(session: Any) -> None:
    session._scriptrunner._requests.request_rerun(RerunData(page_script_hash=OLD, fragment_id="progress"))
    assert not page_requests.late(session, OLD)
    session._scriptrunner = None
    assert not page_requests.late(session, OLD)


def test_only_late_timers_are_left_out(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[ClientState | None] = []
    monkeypatch.setattr(page_requests, "_request_rerun", lambda self, state: asked.append(state))
    monkeypatch.setattr(AppSession, "request_rerun", AppSession.request_rerun)
    page_requests.keep()
    session._pages_manager.set_script_intent(NEW, "")
    click, timer = ClientState(page_script_hash=OLD), ClientState(page_script_hash=OLD, is_auto_rerun=True)
    for state in (click, timer, None):
        AppSession.request_rerun(session, state)
    assert asked == [click, None]
