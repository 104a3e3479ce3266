"""FER Lab: page config and navigation, nothing else. Run with ``streamlit run app.py``."""

import streamlit as st

from ui.fragment import from_the_top
from ui.frame import FAVICON, navigation

from_the_top()
st.set_page_config(page_title="FER Lab", page_icon=FAVICON, layout="wide")
navigation().run()
