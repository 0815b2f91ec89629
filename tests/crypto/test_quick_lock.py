"""The PIN of a shared phone: only its account key can tell whether it fits."""

from __future__ import annotations

import os
from dataclasses import replace
from uuid import uuid4

import pytest

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import AccountKey
from journal.crypto.quick_lock import quick_lock_fits, seal_quick_lock
from journal.crypto.sealing import Place

KEY = AccountKey.make()
PLACE = Place(os.urandom(16), uuid4(), uuid4())


def test_only_the_right_pin_fits() -> None:
    sealed = seal_quick_lock(KEY, 1, PLACE, "2580")
    assert quick_lock_fits(KEY, PLACE, sealed, "2580")
    assert not [typed for typed in ("2581", "258", "25800", "", "é") if quick_lock_fits(KEY, PLACE, sealed, typed)]


def test_nothing_of_it_can_be_seen_not_even_how_long_it_is() -> None:
    short, same, long = (seal_quick_lock(KEY, 1, PLACE, pin) for pin in ("2580", "2580", "25802580"))
    assert b"2580" not in short
    assert short != same
    assert len(short) == len(long)


def test_it_opens_under_no_other_key_and_nowhere_else() -> None:
    sealed = seal_quick_lock(KEY, 1, PLACE, "2580")
    for key, place in ((AccountKey.make(), PLACE), (KEY, replace(PLACE, row=uuid4()))):
        with pytest.raises(CannotOpen):
            quick_lock_fits(key, place, sealed, "2580")
    with pytest.raises(CannotOpen):
        quick_lock_fits(KEY, PLACE, None, "2580")
