"""The button behind which a file is made when a person asks for it."""

from collections.abc import Callable
from typing import Literal

import streamlit as st


def download(
    title: str,
    make: Callable[[], bytes | str],
    name: str,
    media: str,
    *,
    key: str,
    kind: Literal["primary", "secondary", "tertiary"] = "secondary",
    icon: str = ":material/download:",
    explanation: str | None = None,
) -> None:
    """Draw the button.

    The click must not run the page too: in Streamlit 1.67 the start of a run empties the queue of messages to the
    browser, with the one that says that the file is ready. The button would then wait for it for three minutes.

    Args:
        title: what it says.
        make: the content; called at the click.
        name: of the file, see `ui.shell.file_names`.
        media: the file's media type.
        key: of the button.
        kind: how much it stands out.
        icon: before the title.
        explanation: shown where the mouse rests.
    """
    st.download_button(
        title, make, name, media, key=key, on_click="ignore", type=kind, icon=icon, help=explanation
    )  # fmt: skip
