"""Charts with text inside, on light and dark pages."""

import plotly.graph_objects as go
import streamlit as st

from fer_core.charts.base import inked


def on_page(figure: go.Figure) -> go.Figure:
    """The figure with its inner text in the text colour of the page."""
    return inked(figure, st.context.theme.type == "dark")
