"""Kinds of records in plain words, by the first part of an act."""

from __future__ import annotations

KINDS = {
    "appended_words": "Appended words", "phone": "Readied phone",
    "session_record": "Session record", "insight": "Insight", "step": "Step",
    "appointment": "Appointment", "audit": "Audit", "calendar": "Calendar", "care": "Care", "clinic": "Clinic",
    "clinic_text": "Clinic text", "coping_plan": "Coping plan", "treatment_entry": "Treatments",
    "before": "Record before the person", "evaluation": "Evaluation", "red_flag": "Red flag",
    "clearance": "Clearance", "clinic_prompts": "Prompts", "treatment": "Treatment team",
    "course": "Course", "course_part": "Course", "treatment_consent": "Treatment consent",
    "ledger": "Record", "secret": "Server secret",
    "measure": "Measure", "measure_ask": "Measure", "measure_choice": "Measure", "measure_count": "Measures",
    "safety_flag": "Safety flag", "safety_step": "Safety flag",
    "consent": "Consent", "consent_text": "Consent text", "cover": "Cover", "death": "Account", "journal":
    "Journal", "kit": "Recovery kit", "new_start": "Account", "note": "Note", "passage": "Passage", "passkey":
    "Passkey", "person": "Account", "process_note": "Process note", "prompt": "Prompt",
    "recovery_key": "Recovery key", "recovery_wait": "Account",
    "referral": "Referral",
    "reflection": "Reflection", "refused": "Refused", "reply": "Reply", "ring": "Key", "session":
    "Session", "sign_in": "Sign-in", "theme": "Theme", "withdrawn_copy": "Withdrawn copy",
}  # fmt: skip
