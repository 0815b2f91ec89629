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
        PLAIN: "id created_at version name time_zone country phone hours out_of_hours reading_agreement "
        "decisions_at_minutes idle_staff_minutes idle_patient_minutes closed_at adult_age help_lines "
        "keeps_withdrawn retention_years record_chart record_court record_insurer",
    },
    "person": {
        PLAIN: f"{ROW} role status epoch theme text_size time_zone",
        SEALED: "email_sealed name_sealed identifier_sealed credentials_sealed quick_lock_sealed",
        KEYED: "email_index factors mac",
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
        PLAIN: "id clinic_id created_at person_id level epoch last_seen_at expires_at ended_at proved_at"
        " ended_by locked_at wrong_codes device",
        SEALED: "key_sealed new_password_sealed",
        KEYED: "id_hash proof_mac begun_mac",
    },
    "device": {PLAIN: "id clinic_id created_at person_id last_seen_at", KEYED: "token_mac"},
    "throttle": {PLAIN: "tries begun_at blocked_until", KEYED: "key_mac"},
    "totp": {PLAIN: "id clinic_id created_at version person_id last_step", SEALED: "seed_sealed"},
    "passkey": {
        PLAIN: f"{ROW} person_id credential_id public_key sign_count transports last_used_at",
        SEALED: "label_sealed",
    },
    "challenge": {PLAIN: "expires_at", KEYED: "challenge_mac"},
    "invitation": {
        PLAIN: "id clinic_id created_at person_id therapist_id expires_at used_at",
        KEYED: "token_hash mac",
    },
    "care_relation": {
        PLAIN: "id clinic_id version patient_id therapist_id state asked_at started_at ended_at",
        KEYED: "mac",
    },
    "appointment": {
        PLAIN: f"{ROW} patient_id therapist_id made_by kind state starts_at minutes",
        SEALED: "place_sealed",
    },
    "calendar_feed": {PLAIN: f"{ROW} person_id", KEYED: "token_hash"},
    "passage": {
        PLAIN: f"{ROW} reflection_id patient_id author_id kind reflection_version ring_id generation closed_at",
        SEALED: "passage_sealed",
    },
    "theme": {PLAIN: f"{ROW} made_by name retired_at"},
    "process_note": {
        PLAIN: f"{ROW} patient_id author_id state ring_id generation changed_at",
        SEALED: "body_sealed",
    },
    "dosing_session": {PLAIN: "id clinic_id version patient_id checked_in_by checked_in_at started_at ended_at"},
    "cover": {
        PLAIN: f"{ROW} therapist_id covering_id patient_id starts_on ends_on state answered_at",
        KEYED: "mac",
    },
    "death": {
        PLAIN: "id clinic_id version patient_id asked_by answered_by state asked_at answered_at",
        KEYED: "mac",
    },
    "recovery_wait": {
        PLAIN: "id clinic_id version person_id asked_at ready_at cancelled_at used_at",
        KEYED: "mac",
    },
    "new_start": {
        PLAIN: f"{ROW} person_id started_by checked_by expires_at used_at cancelled_at",
        KEYED: "token_hash mac",
    },
    "clinic_recovery_key": {PLAIN: f"{ROW} suite sealing_public signing_public retired_at", KEYED: "mac"},
    "recovery_choice": {
        PLAIN: "id clinic_id version patient_id recovery_key_id state answered_at",
        KEYED: "mac",
    },
    "recovery_grant": {
        PLAIN: f"{ROW} ring_id generation recovery_key_id signer_key_id",
        SEALED: "grant_sealed",
        KEYED: "commitment signature",
    },
    "pin": {PLAIN: f"{ROW} owner_id subject_id", SEALED: "fingerprint_sealed"},
    "ring": {PLAIN: f"{ROW} owner_id patient_id reader_id kind generation rotation_due", KEYED: "mac"},
    "ring_key": {PLAIN: "id clinic_id created_at ring_id generation", SEALED: "key_sealed"},
    "ring_grant": {
        PLAIN: f"{ROW} ring_id generation kind recipient_id recipient_key_id signer_key_id recovery_key_id",
        SEALED: "grant_sealed adopted_sealed",
        KEYED: "commitment signature adopted_mac",
    },
    "reflection": {
        PLAIN: f"{ROW} patient_id state seal_version ring_id generation saved_at shared_at deleted_at"
        " kept_when_withdrawn session_id moment",
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
    "withdrawn_copy": {
        PLAIN: "id clinic_id version reflection_id patient_id ring_id generation shared_at withdrawn_at keep_until",
        SEALED: "head_sealed body_sealed",
    },
    "consent_text": {PLAIN: "id clinic_id kind number title body published_at author_id"},
    "consent": {PLAIN: f"{ROW} person_id text_id state given_at withdrawn_at", KEYED: "mac"},
    "reading": {PLAIN: "id clinic_id version reflection_id reader_id opened_at reviewed_at reviewed_version"},
    "note": {
        PLAIN: f"{ROW} reflection_id patient_id author_id visibility anchoring reflection_version text_version"
        " ring_id generation released_at withdrawn_at release_when_held edited_at resolved_at seen_at put_off",
        SEALED: "body_sealed anchor_sealed",
    },
    "reply": {PLAIN: f"{ROW} note_id patient_id author_id ring_id generation", SEALED: "body_sealed"},
    "notice": {PLAIN: "id clinic_id created_at person_id kind tries next_try_at sent_at given_up_at"},
    "audit": {
        PLAIN: "clinic_id sequence at actor_id act record_id record_version patient_id",
        KEYED: "digest previous_mac mac",
    },
    "audit_checkpoint": {PLAIN: "clinic_id sequence at", KEYED: "row_mac mac"},
    "audit_head": {PLAIN: "clinic_id sequence", KEYED: "mac head_mac"},
}
TABLES = Model.metadata.tables
OPEN_BYTES = {
    "salt",
    "credential_id",
    "public_key",
    "sealing_public",
    "signing_public",
}  # bytes that are meant to be seen
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
