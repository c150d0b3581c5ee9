"""The bundled ewma under another name: silos step streams that are not bundled one by one, in a call each."""

from outliers import ewma

__all__ = ["ewma"]
