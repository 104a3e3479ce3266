"""Charts with words inside of them, on light and dark pages."""

import plotly.graph_objects as go
import streamlit as st

from fer_core.charts.base import inked


def on_page(figure: go.Figure) -> go.Figure:
    """The figure with its inner words in the page's colour of text."""
    return inked(figure, st.context.theme.type == "dark")
