"""A package, for dotted names of modules."""
