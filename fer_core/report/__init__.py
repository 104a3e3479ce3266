"""What a study did and what came of it: an HTML file, a model card, tables.

`gather` collects facts, `story` turns them into sections, and `html` and `card` write these to files.
"""

from fer_core.report.card import card
from fer_core.report.face_images import FaceImages, face_images
from fer_core.report.facts import Facts
from fer_core.report.gather import facts_of
from fer_core.report.html import report_html

__all__ = ["FaceImages", "Facts", "card", "face_images", "facts_of", "report_html"]
