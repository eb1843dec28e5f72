"""`python cli.py …` in a clone is `datagen …`."""

from datagen.cli import main

if __name__ == "__main__":
    main()
