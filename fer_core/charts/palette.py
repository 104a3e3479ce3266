"""Every colour of charts, drawings and components, once, by what it means. Emotions have theirs in
`fer_core.faces.emotions`.

The hues are those of Okabe and Ito ("Color Universal Design", 2008), or near them: eyes that confuse red and green tell
them apart. `MAIN`, `QUIET`, `LOSS` and `GAIN` stand out from light and dark pages alike (contrast of 3 : 1 and more).
Colour is never the only sign: a name, a mark, a dash or a place says the same.
"""

MAIN = "#0B6BCB"
"""What a chart or a drawing is about; the theme's primary colour on light pages."""
QUIET = "#7F8893"
"""What it is compared with, what stands back, and words inside a picture."""
MARK = "#E69F00"
"""What a person chose, and intervals; always with a shape of its own."""
LOSS = "#D55E00"
GAIN = "#009E73"
SERIES = (MAIN, LOSS, GAIN)
"""Colours of series that have no meaning of their own; each has a mark or a dash of its own too."""
INK, INK_ON_DARK = "#31333F", "#FAFAFA"
"""Streamlit's colours of text, for the few charts that do not take the page's."""
FACE_POINTS = "#56B4E9"
"""Points and lines drawn onto a grey face."""
MESH = "#3B8FD1"
"""Lines of a drawn face, thin on light and dark pages."""
ON_PHOTO = "#F2F2F2"
"""Frames and numbers on a photo, where they are not `MAIN`."""
STEPS = ("#440154", "#414487", "#2A788E", "#22A884", "#7AD151")
"""Viridis from dark to light: even steps, also for colour-blind eyes and in grey."""
SCALE = "Viridis"
"""The same as plotly's colour scale."""
FILL = 0.75
"""Opacity of the strongest cell of a table: light and dark text can be read on it."""


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue (0..255) of ``#RRGGBB``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def faded(colour: str, opacity: float) -> str:
    """``#RRGGBB`` as CSS with an opacity of 0..1, so that the page shows through."""
    return f"rgba({','.join(map(str, rgb(colour)))},{opacity:g})"
