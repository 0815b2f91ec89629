"""Dosing sessions: checked in, begun, ended, told of, and the rest that follows."""
