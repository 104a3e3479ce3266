"""All colours of charts, drawings and components, named by their meaning. Those of emotions are in
`fer_core.faces.emotions`.

The hues are those of Okabe and Ito ("Color Universal Design", 2008) or similar, which people with red-green colour
blindness can distinguish. `MAIN`, `QUIET`, `LOSS` and `GAIN` have a contrast of at least 3 : 1 on light and dark pages.
Colour is never the only sign: a name, a mark, a dash or a position has the same meaning.
"""

MAIN = "#0B6BCB"
"""The main subject of a chart or drawing; the theme's primary colour on light pages."""
QUIET = "#7F8893"
"""References, background, and text inside a picture."""
MARK = "#E69F00"
"""What a person chose, and intervals; always with its own shape."""
LOSS = "#D55E00"
GAIN = "#009E73"
SERIES = (MAIN, LOSS, GAIN)
"""Colours of series without a meaning of their own; each also has its own mark or dash."""
INK, INK_ON_DARK = "#31333F", "#FAFAFA"
"""Streamlit's text colours, for the few charts that do not take those of the page."""
FACE_POINTS = "#56B4E9"
"""Points and lines on a grey face."""
MESH = "#3B8FD1"
"""Lines of a drawn face, thin on light and dark pages."""
STEPS = ("#440154", "#414487", "#2A788E", "#22A884", "#7AD151")
"""Viridis from dark to light, in even steps for colour-blind people and in grey too."""
SCALE = "Viridis"
"""The same as plotly's colour scale."""
FILL = 0.75
"""Opacity of the strongest cell of a table, on which light and dark text is readable."""


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue (0..255) of ``#RRGGBB``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def faded(colour: str, opacity: float) -> str:
    """``#RRGGBB`` as CSS with an opacity of 0..1."""
    return f"rgba({','.join(map(str, rgb(colour)))},{opacity:g})"
