"""Charts: a picture that plotly's button saves is named like every other download."""

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest


def app(title: str | None) -> None:
    import plotly.graph_objects as go
    import streamlit as st

    from ui.shell.charts import show_chart
    from ui.shell.workspace import CALLED

    st.session_state[CALLED] = "Étude 1"
    show_chart(go.Figure(go.Bar(y=[1]), go.Layout(title=title)), key="sizes")


@pytest.mark.parametrize(
    ("title", "name"), [(None, "sizes"), ("Faces <b>by</b> group / k (dotted: chance)", "faces-by-group-k")]
)
def test_a_picture_has_the_names_of_study_and_chart(title: str | None, name: str) -> None:
    shown = AppTest.from_function(app, args=(title,), default_timeout=60).run()
    config = json.loads(shown.get("plotly_chart")[0].proto.config)
    file = config["toImageButtonOptions"]["filename"]
    assert re.fullmatch(rf"etude-1-\d{{4}}-\d\d-\d\d-{name}", file), file


def test_every_chart_is_shown_in_one_place() -> None:
    root = Path(__file__).parents[2]
    drawn = [f for part in ("ui", "pages") for f in (root / part).rglob("*.py") if ".plotly_chart(" in f.read_text()]
    assert [f.name for f in drawn] == ["charts.py"]
