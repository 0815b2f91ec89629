"""The tests of Interleaf; the folders mirror `journal/`."""
