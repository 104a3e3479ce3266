"""A network of the person's own: its file, where it comes from, and its input and output."""

from pathlib import Path

import streamlit as st

from fer_core.base.errors import FerLabError, UnreadableFaces
from fer_core.features import Sources
from fer_core.features.onnx_encoder import LARGEST_SIDE, SCALINGS, OnnxEncoder, Scaling
from fer_core.features.onnx_file import LARGEST, EncoderFile
from fer_core.study import encoders
from fer_core.study.encoders import TAUGHT, Card
from ui.shell import cache
from ui.shell.text import escape
from ui.shell.workspace import Workspace

ANOTHER = ""
"""Stands for a file that has not been added yet, in place of its fingerprint."""


def choose(workspace: Workspace) -> OnnxEncoder | None:
    """The network with its present settings; None while none is chosen."""
    now = workspace.study.choices.encoder
    cards = {card.sha256: card for card in encoders.listing(workspace.store)}
    chosen = now.sha256 if now and now.sha256 in cards else ANOTHER
    if cards:
        options = [*cards, ANOTHER]
        chosen = st.selectbox(
            "Network",
            options,
            options.index(chosen),
            key=workspace.widget(f"network-{len(cards)}"),
            format_func=lambda sha256: cards[sha256].name if sha256 else "Another file …",
        )
    if chosen == ANOTHER:
        return _added(workspace)
    try:
        file = cache.derived("encoder", chosen, lambda: encoders.look_into(workspace.store, chosen))
        _label_use(workspace, cards[chosen])
        return _configured(workspace, file, now if now and now.sha256 == chosen else None)
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")
        return None


def _added(workspace: Workspace) -> OnnxEncoder | None:
    """A form for a new file; returns the network with the settings that its file suggests, once it ran on a face."""
    with st.form("encoder-form"):
        upload = st.file_uploader("ONNX file", type="onnx", key="encoder-upload")
        path = st.text_input("Or its path on this computer", key="encoder-path")
        label_use = _label_use_box("unknown", "encoder-taught")
        source = st.text_input("Source", key="encoder-source", placeholder="Paper, web address or author")
        if not st.form_submit_button("Use this network", type="primary"):
            return None
    try:
        name = upload.name if upload is not None else Path(path.strip()).name
        model = upload.getvalue() if upload is not None else _read(path.strip())
        file = encoders.add(workspace.store, model, name, label_use, source)
        made = _as_suggested(file)
        _try_out(workspace, made)
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")
        return None
    return made


def _read(path: str) -> bytes:
    file = Path(path).expanduser()
    expected, remedy = "an ONNX file", "Upload it, or give the path of a file on the computer that runs FER Lab."
    if not path or not file.is_file():
        raise UnreadableFaces(path or "No file", found="no such file", expected=expected, remedy=remedy)
    if file.stat().st_size > LARGEST:
        raise UnreadableFaces(path, found=f"{file.stat().st_size / 1e6:,.0f} MB", expected="1 GB or less")
    try:
        return file.read_bytes()
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror})"
        raise UnreadableFaces(path, found=found, expected=expected, remedy=remedy) from error


def _as_suggested(file: EncoderFile) -> OnnxEncoder:
    """Settings as the file suggests them: colour networks mostly want ImageNet's scaling."""
    scaling: Scaling = "imagenet" if file.channels == 3 else "unit"
    return OnnxEncoder(file.sha256, file.side or 224, file.channels, file.channels_last, scaling, file.outputs[0])


def _try_out(workspace: Workspace, network: OnnxEncoder) -> None:
    """Run the network on one face. Raises FerLabError where it fails."""
    network.extract(Sources(workspace.faces.images[:1], folder=encoders.folder(workspace.store)))


def _configured(workspace: Workspace, file: EncoderFile, now: OnnxEncoder | None) -> OnnxEncoder | None:
    """Choose the network's input and layer. Raises FerLabError where the network does not run with a new choice."""
    now = now or _as_suggested(file)
    key = file.sha256[:8]
    side = now.side if file.side is None else file.side
    if file.side is None:
        label = "Width and height of the input, pixels"
        side = int(st.number_input(label, 8, LARGEST_SIDE, side, key=workspace.widget(f"encoder-side-{key}")))
    scalings = list(SCALINGS)
    scaling = st.selectbox(
        "Range of grey values",
        scalings,
        scalings.index(now.scaling),
        format_func=lambda s: SCALINGS[s][0],
        key=workspace.widget(f"encoder-scaling-{key}"),
        help="Use the range that the network was trained with; its documentation gives it.",
    )
    layers = [*file.outputs, *file.layers]
    layer = st.selectbox(
        "Layer",
        layers,
        layers.index(now.output) if now.output in layers else 0,
        key=workspace.widget(f"encoder-layer-{key}"),
        help="The network's outputs, then its inner layers from last to first. Feature maps and tokens are averaged.",
    )
    colour = "RGB" if file.channels == 3 else "grey"
    st.caption(f"Input: {side} × {side} {colour} pixels. ONNX operator set: {file.opset}.")
    made = OnnxEncoder(file.sha256, side, file.channels, file.channels_last, scaling, layer)
    if made != now:
        _try_out(workspace, made)
    return made


def _label_use(workspace: Workspace, card: Card) -> None:
    """Whether the network was trained with emotion labels; saved with its file."""
    now = _label_use_box(card.taught, workspace.widget(f"encoder-taught-{card.sha256[:8]}"))
    if now != card.taught:
        encoders.describe(workspace.store, Card(card.sha256, card.name, now, card.source))


def _label_use_box(now: encoders.Taught, key: str) -> encoders.Taught:
    options = list(TAUGHT)
    return st.selectbox(
        "Trained with emotion labels?",
        options,
        options.index(now),
        format_func=str.capitalize,
        key=key,
        help="Shown wherever the network's features are used: after training with emotion labels, it already contains "
        "what naming is meant to find out.",
    )
