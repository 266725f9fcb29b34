"""``python -m licreg`` is ``licreg``."""

import sys

from licreg.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
