"""Charts: arrays in, plotly figures out; for pages and reports."""
