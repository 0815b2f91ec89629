"""The addresses of measures over time; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import PATIENTS, Row, open_to

NOBODY: tuple[str, ...] = ()
MEASURE_COURSE_ROUTES: dict[str, Row] = {
    "GET /measures/<measure>": open_to(PATIENTS),
    "GET /measures/<measure>.csv": open_to(PATIENTS),
    "GET /patients/<uuid:patient_id>/measures/<measure>": open_to(NOBODY),
    "GET /patients/<uuid:patient_id>/measures/<measure>.csv": open_to(NOBODY),
}
