"""`python -m ldn_watch` is `ldn-watch`."""

from ldn_watch.cli import main

if __name__ == "__main__":
    main()
