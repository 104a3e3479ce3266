"""A page that a person asks for is opened, whatever the timers of the page before it still ask for.

A fragment with ``run_every`` asks to be run by a timer in the browser. Where that arrives just after a click on a link,
Streamlit 1.67 merges the two requests and takes the page of the later one: the click is lost. Where the new page runs
already, the fragment of the old one is run after it, and the browser empties the page.
"""

from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

_request_rerun = AppSession.request_rerun


def keep() -> None:
    """Leave out what timers ask for while another page is on its way; the timer asks again."""
    AppSession.request_rerun = _without_late_timers  # type: ignore[method-assign]


def _without_late_timers(self: AppSession, client_state: ClientState | None) -> None:
    if client_state is None or not client_state.is_auto_rerun or not late(self, client_state.page_script_hash):
        _request_rerun(self, client_state)


def late(session: Any, page: str) -> bool:
    """Whether the ``session`` is about to run a whole page, or runs another page than ``page``, whose timer asks."""
    if session._scriptrunner is None:
        return False
    waiting = session._scriptrunner._requests
    whole_page = waiting._state is ScriptRequestType.RERUN and not waiting._rerun_data.fragment_id_queue
    return whole_page or (session._pages_manager._intended_page_script_hash or page) != page
