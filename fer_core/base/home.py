"""The home folder: where everything lies that FER Lab keeps."""

import os
from pathlib import Path

import platformdirs


def home_folder() -> Path:
    """``FER_LAB_HOME``, or the user's data folder."""
    return Path(os.environ.get("FER_LAB_HOME") or platformdirs.user_data_dir("fer-lab", appauthor=False))
