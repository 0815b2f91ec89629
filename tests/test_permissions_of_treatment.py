"""What a treatment team may do with a treatment record, and that it may nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from journal.permissions import About, Permission, allows
from tests.test_permissions import CLINIC, FACTS, MAYA, NURSE, PRESCRIBER, THERAPIST

OF_PRESCRIBERS = {Permission.TREATMENT_PRESCRIBE, Permission.REFERRAL_ANSWER}
LISTS = {Permission.TREATMENT_LIST, Permission.BEFORE_OPEN, Permission.FLAG_LIST}
ON_THE_TEAM = About(CLINIC, MAYA, in_treatment=True, account_open=True)


def test_a_nurse_and_a_prescriber_may_only_list_who_let_them_into_a_treatment_record() -> None:
    for permission, about, who in product(Permission, FACTS, (NURSE, PRESCRIBER)):
        assert allows(who, permission, about) is (permission in LISTS)


def test_the_treatment_team_reads_the_treatment_record_and_nothing_else() -> None:
    reads = {Permission.TREATMENT_READ, Permission.FLAG_OPEN, Permission.FLAG_ANSWER} | LISTS
    theirs = reads | {Permission.TREATMENT_WRITE, Permission.SESSION_CHECK_IN}
    for about, who in product(FACTS, (NURSE, PRESCRIBER)):
        may = {each for each in Permission if allows(who, each, replace(about, in_treatment=True))}
        entered = {Permission.SESSION_DELETE} if about.author_id == who.id else set()
        assert may == theirs | entered | (OF_PRESCRIBERS if who is PRESCRIBER else set())


def test_a_referral_is_answered_by_a_prescriber_or_a_therapist_of_the_team() -> None:
    for who, may in ((PRESCRIBER, True), (THERAPIST, True), (NURSE, False)):
        assert allows(who, Permission.REFERRAL_ANSWER, ON_THE_TEAM) is may
        for less in ({"in_treatment": False}, {"account_open": False}):
            assert not allows(who, Permission.REFERRAL_ANSWER, replace(ON_THE_TEAM, in_care=True, **less))
