"""The addresses of the arc: prompts, plans, and what else follows a session."""

from __future__ import annotations

from tests.views.before_routes import BEFORE_ROUTES
from tests.views.course_routes import COURSE_ROUTES
from tests.views.evaluation_routes import EVALUATION_ROUTES
from tests.views.insight_routes import INSIGHT_ROUTES
from tests.views.measure_routes import MEASURE_ROUTES
from tests.views.plan_routes import PLAN_ROUTES
from tests.views.prompt_routes import PROMPT_ROUTES
from tests.views.rows import Row
from tests.views.safety_routes import SAFETY_ROUTES
from tests.views.treatment_routes import TREATMENT_ROUTES

ARC_ROUTES: dict[str, Row] = (
    SAFETY_ROUTES
    | BEFORE_ROUTES
    | COURSE_ROUTES
    | EVALUATION_ROUTES
    | INSIGHT_ROUTES
    | MEASURE_ROUTES
    | PLAN_ROUTES
    | PROMPT_ROUTES
    | TREATMENT_ROUTES
)
PARTS = {
    "<card>": "ptsd",
    "<name>": "driving",
    "<moment>": "first_account",
    "<point>": "intake",
    "<part>": "readiness",
    "<step>": "enquiry",
    "<measure>": "phq9",
    "<string:section>": "medical",
    "<string:measure>": "phq2",
}
