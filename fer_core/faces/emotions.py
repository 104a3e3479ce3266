"""Names of emotions, and the colour that each emotion has everywhere."""

from collections.abc import Sequence

FER2013 = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""FER2013's seven emotions in the order of its codes 0..6. They are the default; data sets may have others."""

_COLOURS = {
    "angry": "#D55E00",
    "disgust": "#009E73",
    "fear": "#CC79A7",
    "happy": "#E69F00",
    "sad": "#0072B2",
    "surprise": "#56B4E9",
    "neutral": "#7F7F7F",
}
PALETTE = (
    "#4E79A7", "#F28E2B", "#59A14F", "#E15759", "#B07AA1", "#76B7B2", "#EDC948", "#FF9DA7", "#9C755F",
    "#5B5B5B", "#A01820", "#903898", "#007000", "#68E890", "#C8D0F8", "#2848B0", "#7898F8", "#E090F8",
    "#00E8F8", "#B0B000",
)  # fmt: skip
"""Twenty qualitative colours for other emotions and for groups. They repeat after twenty."""


def colours(classes: Sequence[str]) -> dict[str, str]:
    """A colour ``#RRGGBB`` for each class: fixed for FER2013's emotions, the next colour of `PALETTE` for others."""
    others = [name for name in classes if name not in _COLOURS]
    extra = {name: PALETTE[i % len(PALETTE)] for i, name in enumerate(others)}
    return {name: _COLOURS.get(name) or extra[name] for name in classes}
