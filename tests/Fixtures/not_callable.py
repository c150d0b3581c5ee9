"""The name is there, but it is no function."""

detect = 3
