"""Commands one after the other in one process, for test_console.py: ``python speaking.py '[["study", "list"], …]'``."""

import json
import sys

from fer_core.__main__ import main

codes = [main(command) for command in json.loads(sys.argv[1])]
print(json.dumps(codes), file=sys.stderr)
