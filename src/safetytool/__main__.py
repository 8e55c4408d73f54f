"""`python -m safetytool`."""

from safetytool.cli import main

if __name__ == "__main__":
    main()
