"""A page with nothing but the face map, for tests.

All tests share its server: what is selected goes to rows.json in the home of the address (``?home=…``), where `ASKED`
may stand too.
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

ASKED = {"points": 3000, "groups": 12, "far": 0}
"""What an address may ask for: points, their groups, and how many of the points are far from all others."""

from_the_top()
st.set_page_config(layout="wide")


@st.cache_resource
def images() -> np.ndarray:
    return sample_faces(120, seed=3, style="clear").images


@st.cache_resource
def clouds(points: int, groups: int, far: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points in clouds, their clouds, and a picture for each."""
    rng = np.random.default_rng(0)
    cloud = rng.integers(0, groups, points)
    middles = rng.uniform(-4, 4, (groups, 2))
    places = middles[cloud] + rng.normal(0, 0.7, (points, 2))
    places[:far] += 30
    return places.astype(np.float32), cloud, rng.integers(0, len(images()), points)


@fragment()
def body() -> None:
    points, groups, ids = clouds(**st.session_state["asked"])
    colour = st.segmented_control("Colour", ["group", "name", "confidence"], default="group", required=True)
    turned = st.toggle("Other points")
    st.button("Select the first ten", on_click=select, args=(np.arange(10), "map"))
    codes, legend = {
        "group": lambda: by_group(groups),
        "name": lambda: by_name(groups % 8 - 1, FER2013),
        "confidence": lambda: by_confidence(np.linspace(0, 1, len(points))),
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
    st.session_state.setdefault("asked", {name: int(st.query_params.get(name, n)) for name, n in ASKED.items()})
    body()
    pictures(clouds(**st.session_state["asked"])[2], images(), key="map")
    st.text("After the map")


st.navigation(
    [st.Page(map_page, title="Map"), st.Page(lambda: st.write("Elsewhere"), title="Other", url_path="other")]
).run()
