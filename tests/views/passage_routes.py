"""The addresses of themes, tags, what is to be brought, and process notes; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import MANAGER, OWNER, PATIENTS, READER, Row, open_to

OWN, READ = "/reflections/<uuid:reflection_id>", "/review/<uuid:reflection_id>"
PASSAGE, NOTE = "/passages/<uuid:passage_id>", "/process-notes/<uuid:note_id>"
NOTES = "/patients/<uuid:patient_id>/process-notes"
PASSAGE_ROUTES: dict[str, Row] = {
    f"POST {OWN}/themes": open_to(OWNER, 303, theme="grief"),
    f"POST {OWN}/symptoms": open_to(OWNER, 303, symptoms="fear"),
    f"POST {OWN}/bring": open_to(OWNER, 400),  # it was made private by a row before
    f"POST {READ}/themes": open_to(READER, 303, theme="hope"),
    f"POST {PASSAGE}/spoken-about": open_to(READER, 303),
    f"POST {PASSAGE}/spoken-about/undo": open_to(READER, 303),
    f"POST {PASSAGE}/remove": open_to(OWNER, 404),  # it went when its reflection was made private
    "GET /themes": open_to(PATIENTS),
    "GET /patients/<uuid:patient_id>/themes": open_to(READER),
    "GET /clinic/themes": open_to(MANAGER),
    "POST /clinic/themes": open_to(MANAGER, 303, name="Music"),
    "POST /clinic/themes/<uuid:theme_id>/retire": open_to(()),
    f"GET {NOTES}": open_to(READER),
    f"POST {NOTES}": open_to(READER, 303, note="a thought of mine"),
    f"GET {NOTE}": open_to(READER),
    f"POST {NOTE}": open_to(READER, 303, note="another thought", version="1"),
    f"GET {NOTE}/delete": open_to(READER),
    f"POST {NOTE}/delete": open_to(READER, 303),
}
