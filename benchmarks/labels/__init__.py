"""Parts of the label-efficiency benchmark: methods, results on disk, intervals, table and chart."""
