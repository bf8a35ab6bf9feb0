from unittest.mock import patch

from django.core.management import ManagementUtility, base


def exit_code_of(*arguments):
    """Run a command as a shell does, but on the test's own connection."""
    with patch.object(base.connections, "close_all"):
        try:
            ManagementUtility(["manage.py", *map(str, arguments)]).execute()
        except SystemExit as end:
            return end.code
    return 0
