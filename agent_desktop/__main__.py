"""``python -m agent_desktop``: the same as the command ``agent-desktop``."""

import sys

from agent_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
