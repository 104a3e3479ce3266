"""Every limit on what is read, in one place. They stop accidents and attacks, not studies."""

MAX_FACES = 500_000
"""Faces in one import; 2.3 kB each in memory."""

MAX_BAD_SHARE = 0.01
"""Share of bad rows above which a table is refused: then it is probably not what it seems.

One bad row is always tolerated, whatever its share: a copy that stopped early cuts one row in two, and that
row is listed. So a table is refused with more than ``max(1, 1 %)`` bad rows.
"""

MAX_REJECTED = 10_000
"""Rejected rows or images that are listed. Beyond that the import is refused, for none may go unlisted."""

MAX_LINE = 65_536
"""Bytes in a row of a CSV. A row of 2,304 values has at most about 9,250; larger pictures have longer rows."""

MAX_LONG_LINE = 2**20
"""Bytes in a row of a CSV whose first rows are long already."""

MIN_SIDE, MAX_SIDE = 16, 256
"""Pixels along a side of the pictures in a table of pixels."""

MAX_COLUMNS_NAMED = 50
"""Columns that nothing is made of, in the notes of an import."""

MAX_CLASSES = 100
"""Different emotions in one import."""

MAX_NAME = 40
"""Characters of a class name, and of a file name where it is shown."""

MAX_IMAGE_PIXELS = 25_000_000
"""Pixels of an image before it is scaled down; read from its header, before it is decoded."""

MAX_IMAGE_BYTES = 128 * 2**20
"""Bytes of an image file. 25 million pixels of uncompressed colour are 75 million bytes."""

MAX_ENTRIES = 100_000
"""Files in an archive that a person put there. FER2013 has 35,887, ExpW 91,793."""

MAX_LISTED = 3 * MAX_ENTRIES
"""Lines in an archive's table of contents, folders and what systems add (a Mac: one file for each file) among them."""

MAX_DIRECTORY_BYTES = MAX_LISTED * 256
"""Bytes of a zip's table of contents, checked before it is read."""

MAX_UNPACKED = 4 * 2**30
"""Bytes an archive or a packed file may hold unpacked, all files together."""

MAX_RATIO = 100
"""How many times larger unpacked than packed an archive, or a file, may be. Photos have about 1, a CSV of pixels 4."""

SMALL = 16 * 2**20
"""Unpacked bytes below which the ratio does not matter."""

MAX_TABLE_BYTES = 8 * 2**30
"""Bytes of a Parquet file's columns, unpacked."""
