"""ldn-watch: what is new about low-dose naltrexone, the day it appears, once, with its evidence."""

__version__ = "0.1.0"
