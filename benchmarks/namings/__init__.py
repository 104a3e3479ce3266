"""Parts of the naming benchmark: a home, a browser, timing inside the page, the native grid, the report."""
