"""Every chart of the pages is shown here: a picture of it is saved under the study's name, the date and its own."""

import re
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.shell.file_names import file_name, plain


def show_chart(
    figure: go.Figure, key: str, place: DeltaGenerator | None = None, buttons: bool = True, **more: Any
) -> None:
    """Show a figure.

    Args:
        figure: what to show. Its title, else the ``key``, is part of the name of a picture of it.
        key: of the element.
        place: where to draw it; None for the current container.
        buttons: whether plotly's buttons appear over it, one of which saves the picture.
        more: for `st.plotly_chart`.
    """
    title = re.split(r" \(|: ", re.sub(r"<[^>]*>", " ", figure.layout.title.text or ""))[0]  # without its explanation
    saved_as = {"filename": file_name(plain(title or key))}  # plotly adds the ending
    config = {"toImageButtonOptions": saved_as} if buttons else {"displayModeBar": False}
    (place or st).plotly_chart(figure, key=key, config=config, **more)
