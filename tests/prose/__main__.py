"""Check the named content files: `python -m tests.prose FILE...`; without a name, all of them."""

import sys
from pathlib import Path

from tests.prose.library import faults

if __name__ == "__main__":
    wanted = {Path(name).resolve() for name in sys.argv[1:]}
    found = faults(wanted)
    print("\n".join(map(str, found)) or "Nothing to mend.")
    sys.exit(bool(found))
