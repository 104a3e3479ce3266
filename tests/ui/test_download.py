"""Downloads: one click gives the file, and does not run the page, which would lose the message that it is ready."""

from pathlib import Path

from streamlit.testing.v1 import AppTest


def app() -> None:
    import streamlit as st

    from ui.shell.download import download

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    download("Save", lambda: "1", "one.csv", "text/csv", key="one", explanation="Why")


def test_a_click_does_not_run_the_page() -> None:
    shown = AppTest.from_function(app, default_timeout=60).run()
    button = shown.get("download_button")[0].proto
    assert (button.label, button.help, button.ignore_rerun) == ("Save", "Why", True)


def test_every_download_is_offered_in_one_place() -> None:
    root = Path(__file__).parents[2]
    offered = [
        f for part in ("ui", "pages") for f in (root / part).rglob("*.py") if ".download_button(" in f.read_text()
    ]
    assert [f.name for f in offered] == ["download.py"]
