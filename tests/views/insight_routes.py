"""The addresses of insights, goals and what follows from them; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import OWNER, PATIENTS, READER, Row, open_to

OWN, READ = "/reflections/<uuid:reflection_id>", "/review/<uuid:reflection_id>"
INSIGHT, STRATEGY, STEP = "/insights/<uuid:insight_id>", "/strategies/<uuid:step_id>", "/steps/<uuid:step_id>"
# its page was made private by a row before: from then on it is its patient's alone
INSIGHT_ROUTES: dict[str, Row] = {
    f"POST {OWN}/insights": open_to(OWNER, 303, sentence="Another one."),
    f"POST {READ}/insights": open_to(READER, 303, sentence="One of hers."),
    "GET /patients/<uuid:patient_id>/insights": open_to(READER),
    "GET /insights": open_to(PATIENTS),
    "POST /insights": open_to(PATIENTS, 303, kind="goal", sentence="Sleep by eleven.", area="sleep"),
    f"GET {INSIGHT}": Row({"patient": 200, "therapist": 302}),
    f"GET {INSIGHT}/edit": open_to(OWNER),
    f"GET {INSIGHT}/answer": open_to(OWNER),
    f"POST {INSIGHT}/strategies": open_to((*OWNER, *READER), 303, act="A walk."),
    f"POST {INSIGHT}/changes": open_to(OWNER, 303, what="I slept."),
    f"POST {INSIGHT}/follow-up": open_to(OWNER, 303, answer="skip"),
    f"POST {INSIGHT}/share": open_to(()),  # it goes where its page goes
    f"POST {INSIGHT}/make-private": open_to(()),
    "POST /changes": open_to(PATIENTS, 303, what="I slept."),
    "GET /check-ins": open_to(PATIENTS),
    f"POST {STRATEGY}/check-ins": open_to(OWNER, 303, outcome="tried", in_the_way="Rain."),
    f"POST {STRATEGY}/put-off": open_to(OWNER, 303, answer="never"),
    f"GET {STRATEGY}": open_to(OWNER),
    f"POST {STRATEGY}": open_to(OWNER, 409, act="A longer walk.", version="1"),  # it was answered since
    f"GET {STEP}/delete": open_to(OWNER),
    f"POST {STEP}/delete": open_to(OWNER, 303),
    f"POST {INSIGHT}": open_to(OWNER, 409, sentence="Other words.", version="1"),
    f"GET {INSIGHT}/delete": open_to(OWNER),
    f"POST {INSIGHT}/delete": open_to(OWNER, 303),
}
