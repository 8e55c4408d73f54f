"""One function per command, callable without the command line."""
