#!/usr/bin/env python
"""Django's commands. They run as the owner of the database; the web and the workers never do."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "odp_portal.settings.base")
os.environ.setdefault("DATABASE_ROLE", "owner")

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
