"""All of FER Lab's computing. Knows nothing of the browser: it never imports streamlit."""
