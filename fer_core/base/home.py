"""The home folder, which holds everything that FER Lab saves."""

import os
from pathlib import Path

import platformdirs


def home_folder() -> Path:
    """The folder that ``FER_LAB_HOME`` names, or FER Lab's folder in the user's data folder."""
    return Path(os.environ.get("FER_LAB_HOME") or platformdirs.user_data_dir("fer-lab", appauthor=False))
