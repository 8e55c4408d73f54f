"""Makes the sample files of an invented school board: see README.md in the folder above."""
