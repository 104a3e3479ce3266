"""All limits on what is read. They stop accidents and attacks, not studies."""

MAX_FACES = 500_000
"""Faces in one import; each takes 2.3 kB in memory."""

MAX_BAD_SHARE = 0.01
"""Share of bad rows above which a table is refused, because it is probably the wrong file.

One bad row is always accepted and listed, because an interrupted copy leaves one incomplete row. So a table is refused
with more than ``max(1, 1 %)`` bad rows.
"""

MAX_REJECTED = 10_000
"""Rejected rows or images that are listed. With more, the import is refused, so that all are listed."""

MAX_LINE = 65_536
"""Bytes in a row of a CSV. A row of 2,304 values has at most about 9,250; larger pictures have longer rows."""

MAX_LONG_LINE = 2**20
"""Bytes in a row of a CSV whose first rows are already long."""

MIN_SIDE, MAX_SIDE = 16, 256
"""Pixels along a side of the pictures in a table of pixels."""

MAX_COLUMNS_NAMED = 50
"""Ignored columns in the notes of an import."""

MAX_CLASSES = 100
"""Different emotions in one import."""

MAX_NAME = 40
"""Characters of a class name, and of a file name where it is shown."""

MAX_IMAGE_PIXELS = 25_000_000
"""Pixels of an image before it is scaled down; read from its header, before it is decoded."""

MAX_IMAGE_BYTES = 128 * 2**20
"""Bytes of an image file. 25 million pixels of uncompressed colour are 75 million bytes."""

MAX_ENTRIES = 100_000
"""Files in an archive, except those of operating systems. FER2013 has 35,887, ExpW 91,793."""

MAX_LISTED = 3 * MAX_ENTRIES
"""Entries of an archive, including folders and files of operating systems (macOS adds one for each file)."""

MAX_DIRECTORY_BYTES = MAX_LISTED * 256
"""Bytes of a zip's table of contents, checked before it is read."""

MAX_UNPACKED = 4 * 2**30
"""Bytes of all files of an archive or a packed file after unpacking."""

MAX_RATIO = 100
"""Largest ratio of the unpacked and the packed size. Photos have about 1, a CSV of pixels 4."""

SMALL = 16 * 2**20
"""Unpacked bytes up to which the ratio is not limited."""

MAX_TABLE_BYTES = 8 * 2**30
"""Bytes of a Parquet file's columns, unpacked."""
