"""The demonstration with everything in it that it leaves out, so that no sealed column of any table is empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal import signin as browsing
from journal.services.actor import Actor
from journal.services.appointments import appointments
from journal.services.appointments.appointments import AppointmentDoubted
from journal.services.demonstration.demonstration import PASSWORD
from journal.services.now import appended_words, ready_phones
from journal.services.people import accounts, help_countries, licences, phone_numbers
from journal.services.recovery import recovery_granting, recovery_keys
from journal.services.reflections import sharing
from journal.services.review import reviews
from journal.services.sign_in import passkeys, quick_lock, sign_ins, totp
from tests.services.hands import write
from tests.services.passkey_hands import HERE
from tests.support.authenticator import Authenticator
from tests.support.booking import typed
from tests.support.codes import code_at
from tests.support.rules import keep_withdrawn

ROLES = ("patient", "therapist", "manager", "prescriber", "nurse")


def address_of(role: str) -> str:
    """The e-mail address of the person of the demonstration who plays that part."""
    return f"{role}@demo.example"


def actor_of(role: str) -> Actor:
    """Somebody of the demonstration with their keys, inside an application context."""
    found = sign_ins.find(sign_ins.begin(accounts.check_password(address_of(role), PASSWORD)))
    assert found is not None
    assert found.actor is not None
    return found.actor


def browser_of(app: Flask, role: str) -> FlaskClient:
    """The browser of somebody who has just signed in with all they have."""
    client = app.test_client()
    with app.test_request_context("/sign-in"):
        browsing.begin(accounts.check_password(address_of(role), PASSWORD), sign_ins.FULL)
        answer = app.process_response(app.response_class())
    for line in answer.headers.getlist("Set-Cookie"):
        name, value = line.split(";")[0].split("=", 1)
        client.set_cookie(name, value, secure="; Secure" in line)
    return client


def furnish(app: Flask) -> None:
    """Adds what the story does not tell of: a kept copy, a readied phone, factors, a PIN, numbers, a recovery key."""
    with app.app_context():
        patient, therapist = actor_of("patient"), actor_of("therapist")
        _keep_a_copy(patient, therapist)
        _number_everybody(patient, therapist)
        help_countries.choose(patient, "NL")
        quick_lock.put(patient, "4711")
        passkeys.register(
            patient, Authenticator().create(passkeys.register_options(patient, HERE)), "A phone of hers", HERE
        )
        _set_up_app(therapist)
        _accept_recovery(patient)


def _keep_a_copy(patient: Actor, therapist: Actor) -> None:
    keep_withdrawn(patient.clinic_id)
    withdrawn = write(patient, "What was shared and then taken back.", shared=True, title="A page taken back")
    reviews.mark_reviewed(therapist, withdrawn, 1)
    sharing.make_private(patient, withdrawn)


def _number_everybody(patient: Actor, therapist: Actor) -> None:
    manager = actor_of("manager")
    phone_numbers.set_number(patient, patient.id, "+1 212 555 0177")
    licences.set_licence(manager, therapist.id, "PSY 20418", date(2031, 1, 1))


def _set_up_app(actor: Actor) -> None:
    new = totp.set_up(actor)
    secret = "".join(new.groups)
    totp.confirm(actor, new.carried, code_at(secret))


def _accept_recovery(patient: Actor) -> None:
    recovery_keys.create(patient.clinic_id)
    question = recovery_granting.question(patient)
    assert question is not None
    recovery_granting.answer(patient, accept=True, fingerprint=question.fingerprint)


def append_words(app: Flask) -> None:
    """Words from a readied phone, which wait until the patient opens Today."""
    with app.app_context():
        patient, therapist = actor_of("patient"), actor_of("therapist")
        coming = typed(clock.now() + timedelta(days=1), "dosing")
        try:
            appointments.make(therapist, patient.id, therapist.id, coming)
        except AppointmentDoubted as doubted:
            appointments.make(therapist, patient.id, therapist.id, replace(coming, meant=doubted.key))
        cookie, _ = ready_phones.ready(patient, "Firefox on Android")
        made, token = appended_words.new_form(cookie)
        appended_words.append(cookie, "203.0.113.9", made, token, "Words from a readied phone.")
