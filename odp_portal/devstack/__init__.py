"""What ./portal does once the packages are there: servers, processes and commands for one machine."""
