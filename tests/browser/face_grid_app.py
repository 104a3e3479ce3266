"""A page with nothing but the face grid, for tests: groups of sample faces.

All tests share its server: decisions are in the home of the address (``?home=…``), where `ASKED` may stand too.
"""

import os
import time
from pathlib import Path

import numpy as np
import streamlit as st

from fer_core.faces.emotions import FER2013, colours
from fer_core.faces.readers.drawn.sample import sample_faces
from fer_core.naming.decision import Membership
from fer_core.naming.divide import SplitBy
from fer_core.naming.groups import Partition
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.words import verdict_in_words
from ui.components.face_grid import Hand, NamingContext, face_grid, groups_to_show, place_of, show
from ui.name.group_grid import in_turn
from ui.name.group_list import lines

ASKED = {"groups": 50, "faces": 12, "loaded": 4, "carried": 0, "slow": 0}
"""What an address may ask for: groups, faces of each, hands, names from earlier groups (1), milliseconds a run."""

st.set_page_config(layout="wide")


@st.cache_resource
def drawn() -> np.ndarray:
    return sample_faces(120, seed=3, style="clear").images


@st.cache_resource
def images(count: int) -> np.ndarray:
    return drawn()[np.random.default_rng(0).integers(0, len(drawn()), count)]


@st.cache_resource
def log(home: str) -> DecisionLog:
    Path(home).mkdir(parents=True, exist_ok=True)
    return DecisionLog(Path(home) / "decisions.sqlite")


@st.cache_resource
def members(groups: int, faces: int) -> Membership:
    return Membership(np.arange(groups * faces), np.arange(groups * faces) // faces)


def halves(faces: np.ndarray, parts: int, by: SplitBy = "likeness") -> str:
    """Every second face another part; the core are the first faces."""
    if by == "core":
        return "".join("01"[2 * i >= len(faces)] for i in range(len(faces)))
    return "".join(str(i % parts) for i in range(len(faces)))


def hand(group: int, groups: Partition, state: NamingState, asked: dict[str, int]) -> Hand:
    ids = groups.faces(group)
    tags = [verdict_in_words(state.face_verdicts[i]) if i in state.face_verdicts else "" for i in ids.tolist()]
    return Hand(
        group,
        ids.tolist(),
        images(asked["groups"] * asked["faces"])[ids],
        f"Group {groups.labels[group]} of {len(groups.numbers)} · {len(ids)} faces",
        note=f"Next because a name for it helps {asked['faces']} faces.",
        answer=state.verdict_in_words(group),
        tags=tags,
        carried=("happy", "sad", "happy + sad, 78% of its faces") if group == 0 and asked["carried"] else None,
    )


@st.fragment
def body() -> None:
    asked = st.session_state["asked"]
    time.sleep(asked["slow"] / 1000)
    decisions, whole = log(st.session_state["home"]), members(asked["groups"], asked["faces"])
    context = NamingContext(decisions, "study-1", "groups-1", {"groups-1": whole}, FER2013, divide=halves)
    with st.expander("Pick"):
        group = st.number_input("Group", 0, asked["groups"] - 1, key="pick")
        if st.button("Show"):
            show(context, int(group))
    size = st.slider("Size", 36, 120, 60)
    state = replay(decisions.for_clustering("groups-1"))
    decided, groups = state.group_verdicts, state.partition(whole)
    hands = groups_to_show(in_turn(groups, state), decided, place_of(context), asked["loaded"])
    face_grid(
        context,
        [hand(group, groups, state, asked) for group in hands if group in groups.sizes],
        state,
        groups=lines(groups, state),
        colours=colours(FER2013),
        left=sum(group not in decided for group in groups.numbers),
        size=size,
    )
    st.text(f"{state.decisions} decisions")


def naming() -> None:
    st.session_state.setdefault("home", st.query_params.get("home", os.environ["FER_LAB_HOME"]))
    st.session_state.setdefault("asked", {name: int(st.query_params.get(name, n)) for name, n in ASKED.items()})
    st.text(f"typed {st.text_input('A text field')}")
    body()


st.navigation(
    [st.Page(naming, title="Name"), st.Page(lambda: st.write("Elsewhere"), title="Other", url_path="other")]
).run()
