"""What every column of every table is: plain, sealed (and so padded) or keyed."""

from __future__ import annotations

PLAIN, SEALED, KEYED = "plain", "sealed", "keyed"
ROW = "id clinic_id created_at version"
RECORD = f"{ROW} patient_id author_id state ring_id generation changed_at"
INVENTORY: dict[str, dict[str, str]] = {
    "installation": {PLAIN: "id demonstration restored_at", KEYED: "check_value"},
    "clinic": {
        PLAIN: "id created_at version name time_zone country phone hours out_of_hours reading_agreement "
        "decisions_at_minutes idle_staff_minutes idle_patient_minutes closed_at adult_age help_lines "
        "keeps_withdrawn retention_years record_chart record_court record_insurer systolic_least systolic_most "
        "diastolic_least diastolic_most pulse_least pulse_most oxygen_least distress_most red_flags course_templates "
        "measures_away cadence flag_hours flag_answer open_hours",
    },
    "person": {
        PLAIN: f"{ROW} role status epoch theme text_size time_zone",
        SEALED: "email_sealed name_sealed identifier_sealed credentials_sealed licence_sealed quick_lock_sealed"
        " phone_sealed help_country_sealed",
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
    "before_record": {
        PLAIN: f"{ROW} patient_id keeper_id ring_id state reason changed_at",
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
    "coping_plan": {PLAIN: RECORD, SEALED: "body_sealed"},
    "evaluation_section": {PLAIN: f"{RECORD} section", SEALED: "body_sealed"},
    "earlier_treatment": {PLAIN: RECORD, SEALED: "body_sealed"},
    "measure_response": {
        PLAIN: f"{RECORD} instrument definition_version answered_at answered_on source",
        SEALED: "body_sealed",
    },
    "measure_count": {PLAIN: f"{ROW} month instrument answered due overdue"},
    "measure_ask": {PLAIN: f"{RECORD} instrument due_on", SEALED: "body_sealed"},
    "safety_flag": {
        PLAIN: f"{RECORD} number moves steps contact_at acknowledged_at acknowledged_by closed_at closed_by",
        SEALED: "body_sealed",
    },
    "safety_step": {PLAIN: f"{RECORD} flag_id kind", SEALED: "body_sealed"},
    "red_flag": {PLAIN: f"{RECORD} flag", SEALED: "body_sealed"},
    "clearance": {PLAIN: RECORD, SEALED: "body_sealed"},
    "course": {PLAIN: f"{RECORD} starts_on ends_on stage", SEALED: "body_sealed"},
    "course_part": {PLAIN: f"{RECORD} course_id part", SEALED: "body_sealed"},
    "treatment_consent": {PLAIN: f"{RECORD} course_id text_id", SEALED: "body_sealed"},
    "clinic_text": {PLAIN: "id clinic_id kind name number title body is_shown published_at author_id"},
    "clinic_prompts": {PLAIN: f"{ROW} changed_by timeline"},
    "measure_choice": {PLAIN: f"{ROW} patient_id shows_points all_at_once quiet_until"},
    "prompt_order": {PLAIN: f"{ROW} patient_id changed_by arranged"},
    "prompt_skip": {PLAIN: f"{ROW} patient_id code about_id until"},
    "added_prompt": {PLAIN: f"{RECORD} moment", SEALED: "body_sealed"},
    "ready_phone": {PLAIN: f"{ROW} patient_id device expires_at removed_at", KEYED: "id_hash secret_mac"},
    "appended_words": {
        PLAIN: "id clinic_id patient_id phone_id key_id written_at",
        SEALED: "words_sealed",
        KEYED: "mac",
    },
    "treatment_entry": {PLAIN: RECORD, SEALED: "body_sealed"},
    "insight": {PLAIN: f"{RECORD} kind reflection_id made_by points quiet seen_at", SEALED: "body_sealed"},
    "step": {PLAIN: f"{RECORD} kind insight_id strategy_id made_by points quiet seen_at", SEALED: "body_sealed"},
    "dosing_session": {PLAIN: "id clinic_id version patient_id checked_in_by checked_in_at started_at ended_at"},
    "treatment_member": {
        PLAIN: "id clinic_id version patient_id clinician_id state asked_at started_at ended_at",
        KEYED: "mac",
    },
    "session_record": {
        PLAIN: f"{ROW} patient_id author_id state ring_id generation changed_at session_id part",
        SEALED: "body_sealed",
    },
    "referral": {PLAIN: f"{RECORD} stage since", SEALED: "body_sealed"},
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
        " kept_when_withdrawn session_id moment origin delete_asked_at",
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
