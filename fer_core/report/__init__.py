"""What a study did and what came of it: an HTML file, a model card, tables.

`gather` collects facts, `story` turns them into sections, and `html` and `card` write these to files; `export_formats`
lists all files that a study can be exported as.
"""

from fer_core.report.card import card
from fer_core.report.export_formats import EXPORT_FORMATS, ExportFormat, ExportSource, formats_of
from fer_core.report.face_images import FaceImages, face_images
from fer_core.report.facts import Facts
from fer_core.report.gather import facts_of
from fer_core.report.html import report_html

__all__ = [
    "EXPORT_FORMATS", "ExportFormat", "ExportSource", "FaceImages", "Facts", "card", "face_images", "facts_of",
    "formats_of", "report_html",
]  # fmt: skip
