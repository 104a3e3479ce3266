"""FER Lab: page config and navigation, nothing else. Run with ``streamlit run app.py``."""

import fer_core  # noqa: F401, I001  # first of all: it switches off what libraries would send
import streamlit as st

from ui.shell import brand, navigation, page_requests, quiet
from ui.shell.fragment import from_the_top

quiet.switch_off()
page_requests.keep()
from_the_top()
st.set_page_config(page_title="FER Lab", page_icon=brand.FAVICON, layout="wide")
navigation.show_page()
