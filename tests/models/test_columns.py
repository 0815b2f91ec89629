"""Every column of every table is listed here as plain, sealed (and so padded) or keyed; an unlisted one fails.

plain stands in the open, sealed is ciphertext of a padded length, keyed is a MAC, hash, signature or commitment: what
only a key can make, or only a secret matches.
"""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary

from journal.extensions import Model

PLAIN, SEALED, KEYED = "plain", "sealed", "keyed"
ROW = "id clinic_id created_at version"
INVENTORY: dict[str, dict[str, str]] = {
    "installation": {PLAIN: "id demonstration", KEYED: "check_value"},
    "clinic": {
        PLAIN: "id created_at version name time_zone country phone hours out_of_hours reading_agreement",
    },
    "person": {
        PLAIN: f"{ROW} role status epoch theme text_size",
        SEALED: "email_sealed name_sealed identifier_sealed",
        KEYED: "email_index mac",
    },
    "person_key": {
        PLAIN: "id clinic_id created_at person_id epoch suite sealing_public signing_public",
        SEALED: "private_sealed",
        KEYED: "mac",
    },
    "slot": {
        PLAIN: "id clinic_id created_at version person_id kind profile salt epoch",
        SEALED: "verifier_sealed account_key_sealed",
    },
    "sign_in": {
        PLAIN: "id clinic_id created_at person_id level epoch last_seen_at expires_at ended_at",
        SEALED: "key_sealed",
        KEYED: "id_hash",
    },
    "invitation": {
        PLAIN: "id clinic_id created_at person_id therapist_id expires_at used_at",
        KEYED: "token_hash mac",
    },
    "care_relation": {
        PLAIN: "id clinic_id version patient_id therapist_id state asked_at started_at ended_at",
        KEYED: "mac",
    },
    "pin": {PLAIN: "id clinic_id created_at owner_id subject_id", SEALED: "fingerprint_sealed"},
    "ring": {PLAIN: f"{ROW} owner_id patient_id kind generation rotation_due", KEYED: "mac"},
    "ring_key": {PLAIN: "id clinic_id created_at ring_id generation", SEALED: "key_sealed"},
    "ring_grant": {
        PLAIN: f"{ROW} ring_id generation kind recipient_id recipient_key_id signer_key_id",
        SEALED: "grant_sealed adopted_sealed",
        KEYED: "commitment signature adopted_mac",
    },
    "reflection": {
        PLAIN: f"{ROW} patient_id state seal_version ring_id generation saved_at shared_at deleted_at",
        SEALED: "head_sealed body_sealed search_sealed",
    },
    "reflection_draft": {
        PLAIN: "id clinic_id patient_id version base_version ring_id generation saved_at",
        SEALED: "head_sealed body_sealed",
    },
    "reflection_version": {
        PLAIN: "id clinic_id reflection_id patient_id number ring_id generation saved_at",
        SEALED: "head_sealed body_sealed",
    },
    "reading": {PLAIN: "id clinic_id version reflection_id reader_id opened_at reviewed_at reviewed_version"},
    "note": {
        PLAIN: f"{ROW} reflection_id patient_id author_id visibility anchoring reflection_version text_version"
        " ring_id generation released_at",
        SEALED: "body_sealed anchor_sealed",
    },
    "reply": {PLAIN: f"{ROW} note_id patient_id author_id ring_id generation", SEALED: "body_sealed"},
    "audit": {
        PLAIN: "clinic_id sequence at actor_id act record_id record_version patient_id",
        KEYED: "digest previous_mac mac",
    },
    "audit_head": {PLAIN: "clinic_id sequence", KEYED: "mac head_mac"},
}
TABLES = Model.metadata.tables
OPEN_BYTES = {"salt", "sealing_public", "signing_public"}  # bytes that are meant to be seen
ACROSS_CLINICS = {"installation", "clinic"}


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
def test_every_table_but_two_names_its_clinic(table: str) -> None:
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
