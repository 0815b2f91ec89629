"""Acts of the arc in plain words for the manager: prompts, plans, insights and what follows from them."""

from __future__ import annotations

from journal.services.audit.acts import Act

ARC_WORDS: dict[str, str] = {
    Act.INSIGHT_MADE: "made an insight or a goal",
    Act.INSIGHT_CHANGED: "changed an insight or a goal",
    Act.INSIGHT_SEALED_ANEW: "sealed an insight anew with its reflection",
    Act.INSIGHT_SHARED: "shared an insight or a goal",
    Act.INSIGHT_MADE_PRIVATE: "made an insight or a goal private",
    Act.INSIGHT_SEEN: "opened an insight that was added for them",
    Act.INSIGHT_ANSWERED: "answered a follow-up of an insight, or let it go",
    Act.INSIGHT_DELETED: "deleted an insight or a goal",
    Act.INSIGHTS_OPENED: "opened a patient's insights",
    Act.INSIGHTS_IN_BRIEF: "saw what was agreed with a patient in the brief",
    Act.STEP_MADE: "wrote a strategy, a check-in or a change",
    Act.STEP_CHANGED: "changed a strategy",
    Act.STEP_SEALED_ANEW: "sealed a strategy, check-in or change anew with its insight",
    Act.STEP_SEEN: "opened a strategy that was added for them",
    Act.STEP_PUT_OFF: "let a question about a strategy go",
    Act.STEP_DELETED: "deleted a strategy, a check-in or a change",
    Act.COPING_PLAN_SAVED: "saved a coping plan",
    Act.COPING_PLAN_SHARED: "shared a coping plan",
    Act.COPING_PLAN_MADE_PRIVATE: "made a coping plan private",
    Act.COPING_PLAN_OPENED: "opened a coping plan",
    Act.TREATMENT_ENTRY_ADDED: "added to a list of treatments and questions",
    Act.TREATMENT_ENTRY_REMOVED: "removed from a list of treatments and questions",
    Act.TREATMENT_ENTRY_OPENED: "opened a list of treatments and questions",
    Act.CLINIC_TEXT_PUBLISHED: "changed a text under Learn",
    Act.CLINIC_PROMPTS_CHANGED: "changed the clinic's prompts",
    Act.PROMPT_ADDED: "added a prompt for a patient",
    Act.PROMPT_REMOVED: "took back a prompt that was added",
    Act.PROMPTS_ARRANGED: "arranged the prompts of a patient",
    Act.PROMPT_SKIPPED: "skipped a prompt for good",
    Act.PROMPT_PUT_OFF: "put off a prompt",
    Act.PROMPT_ASKED_AGAIN: "asked for a prompt again",
}
