"""./portal hands over to this: `python -m odp_portal.devstack COMMAND [ARGUMENTS]`."""

import signal
import sys

from odp_portal.devstack.checks import check
from odp_portal.devstack.commands import bench, manage, test
from odp_portal.devstack.folders import Refused
from odp_portal.devstack.up import up


def main(command: str, *arguments: str) -> int:
    # As an exception, so that servers are stopped and folders removed on the way out.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        if command == "up":
            return up()
        if command == "check":
            return check()
        return {"test": test, "manage": manage, "bench": bench}[command](arguments)
    except Refused as refusal:
        print(f"[portal] {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
