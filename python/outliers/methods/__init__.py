"""The detectors other than `outliers.detect`, one per module. `outliers` imports each when it is first used."""
