"""What pages show, and how: one package a page, and what several pages share."""
