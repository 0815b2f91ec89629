"""Every column of every table is listed here as plain, sealed (and so padded) or keyed; an unlisted one fails.

plain stands in the open, sealed is ciphertext of a padded length, keyed is a MAC, hash, signature or commitment: what
only a key can make, or only a secret matches.
"""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary

from journal.extensions import Model
from tests.models.inventory import INVENTORY, KEYED, PLAIN, SEALED

TABLES = Model.metadata.tables
OPEN_BYTES = set("salt credential_id public_key sealing_public signing_public".split())  # meant to be seen
ACROSS_CLINICS = {"installation", "clinic", "challenge", "throttle"}  # most who try in vain belong to none


def listed(table: str, kind: str) -> set[str]:
    return set(INVENTORY.get(table, {}).get(kind, "").split())


def test_every_table_is_listed() -> None:
    assert set(TABLES) == set(INVENTORY)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_listed_once(table: str) -> None:
    names = [name for kind in (PLAIN, SEALED, KEYED) for name in sorted(listed(table, kind))]
    assert sorted(names) == sorted(TABLES[table].columns.keys())


@pytest.mark.parametrize("table", TABLES)
def test_sealed_columns_and_no_others_are_named_so(table: str) -> None:
    named = {column.name for column in TABLES[table].columns if column.name.endswith("_sealed")}
    assert named == listed(table, SEALED)


@pytest.mark.parametrize("table", TABLES)
def test_bytes_are_sealed_or_keyed_and_text_is_plain(table: str) -> None:
    columns = TABLES[table].columns
    of_bytes = {name for name, column in columns.items() if isinstance(column.type, LargeBinary)}
    assert of_bytes - OPEN_BYTES == listed(table, SEALED) | listed(table, KEYED)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_but_these_names_its_clinic(table: str) -> None:
    column = TABLES[table].columns.get("clinic_id")
    assert (column is None) is (table in ACROSS_CLINICS)
    assert column is None or not column.nullable


@pytest.mark.parametrize("table", TABLES)
def test_every_reference_stays_within_its_clinic(table: str) -> None:
    for key in TABLES[table].foreign_key_constraints:
        if key.referred_table.name != "clinic":
            assert key.elements[0].parent.name == "clinic_id"
            assert [element.column.name for element in key.elements] == ["clinic_id", "id"]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_belongs_to_a_clinic_that_exists(table: str) -> None:
    keys = {column.name for key in TABLES[table].foreign_key_constraints for column in key.columns}
    assert "clinic_id" in keys or table in ACROSS_CLINICS
