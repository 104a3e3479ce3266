"""A page with nothing but the face map, for tests.

What is selected goes to rows.json in the home of the address (``?home=…``), for tests that share a server, else in
FER_LAB_HOME. Set by the environment: MAP_POINTS (3000), MAP_GROUPS (12), MAP_FAR (0) of the points far from all others.
"""

import json
import os
import time
from pathlib import Path

import numpy as np
import streamlit as st

from fer_core.faces.emotions import FER2013
from fer_core.faces.readers.drawn.sample import sample_faces
from ui.components.face_map import by_confidence, by_group, by_name, face_map, pictures, select
from ui.shell.fragment import fragment, from_the_top

POINTS = int(os.environ.get("MAP_POINTS", 3000))
GROUPS = int(os.environ.get("MAP_GROUPS", 12))

from_the_top()
st.set_page_config(layout="wide")


@st.cache_resource
def images() -> np.ndarray:
    return sample_faces(120, seed=3, style="clear").images


@st.cache_resource
def clouds() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points in clouds, their clouds, and a picture for each."""
    rng = np.random.default_rng(0)
    groups = rng.integers(0, GROUPS, POINTS)
    middles = rng.uniform(-4, 4, (GROUPS, 2))
    points = middles[groups] + rng.normal(0, 0.7, (POINTS, 2))
    points[: int(os.environ.get("MAP_FAR", 0))] += 30
    return points.astype(np.float32), groups, rng.integers(0, len(images()), POINTS)


@fragment()
def body() -> None:
    points, groups, ids = clouds()
    colour = st.segmented_control("Colour", ["group", "name", "confidence"], default="group", required=True)
    turned = st.toggle("Other points")
    st.button("Select the first ten", on_click=select, args=(np.arange(10), "map"))
    codes, legend = {
        "group": lambda: by_group(groups),
        "name": lambda: by_name(groups % 8 - 1, FER2013),
        "confidence": lambda: by_confidence(np.linspace(0, 1, POINTS)),
    }[colour]()
    selection = face_map(points[:, ::-1] if turned else points, codes, legend, ids, images(), key="map")
    home = Path(st.session_state["home"])
    home.mkdir(parents=True, exist_ok=True)
    answer = {"rows": selection.rows.tolist(), "seq": selection.seq, "at": time.time()}
    (home / "rows.tmp").write_text(json.dumps(answer))
    (home / "rows.tmp").replace(home / "rows.json")
    st.text(f"{len(selection.rows)} selected in Python")


def map_page() -> None:
    st.session_state.setdefault("home", st.query_params.get("home", os.environ["FER_LAB_HOME"]))
    body()
    pictures(clouds()[2], images(), key="map")
    st.text("After the map")


st.navigation(
    [st.Page(map_page, title="Map"), st.Page(lambda: st.write("Elsewhere"), title="Other", url_path="other")]
).run()
