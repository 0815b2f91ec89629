"""A real installation, set up by commands alone and then used through its pages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests.support.codes import code_at, secret_in
from tests.support.forms import press

CLINIC = (
    "clinic", "create", "--name", "Quay Lane Clinic", "--time-zone", "Europe/Dublin", "--country", "ie",
    "--phone", "+353 1 555 0134", "--hours", "weekdays 9 to 17",
)  # fmt: skip
PASSWORDS = {
    "manager": "eleven paper kites indoors",
    "therapist": "the clerk of small harbours",
    "patient": "oats and a borrowed ladder",
}
SECRETS: dict[str, str] = {}  # of the apps that were paired, by the password they stand beside


def accepted(app: Flask, link: str, password: str) -> FlaskClient:
    """Opens a link, chooses a password, stores the kit, and signs out again."""
    client = app.test_client()
    page = client.get(urlsplit(link).path)
    of_age = {"adult": "yes"} if "or older" in page.text else {}
    kit = press(client, page, "Accept invitation", password=password, password_again=password, **of_age)
    assert kit.status_code == 200, kit.text
    press(client, kit, "Continue", stored="yes")
    if not of_age:
        set_up_app(client, password)
    while of_age and "I agree" in (today := client.get("/")).text:
        press(client, today, "I agree")
    press(client, client.get("/account"), "Sign out")
    return client


def set_up_app(client: FlaskClient, password: str) -> None:
    """Pairs an authenticator app, as whoever works at the clinic is led to."""
    page = client.get("/", follow_redirects=True)
    SECRETS[password] = secret_in(page.text)
    press(client, page, "Turn on", code=code_at(SECRETS[password]))


def signed_in_at(client: FlaskClient, email: str, password: str) -> str:
    """Signs in, with the app's next code where there is an app, and gives the page that is reached."""
    answer = press(client, client.get("/sign-in"), "Sign in", email=email, password=password)
    if password in SECRETS:
        press(client, client.get(answer.location), "Sign in", code=code_at(SECRETS[password], 30))
    return client.get("/", follow_redirects=True).text


def test_a_clinic_made_by_commands_alone_is_ready_for_its_people(
    app: Flask, done: Callable[..., str], command: Callable[..., object]
) -> None:
    clinic = done(*CLINIC)
    ids: dict[str, str] = {}
    clients: dict[str, FlaskClient] = {}
    for role, name in (("manager", "Una Daly"), ("therapist", "Leo Brandt"), ("patient", "Mia Kerr")):
        invite = ["people", "invite", "--clinic", clinic, "--role", role, "--name", name, "--email", f"{role}@quay.ie"]
        if role == "patient":
            invite += ["--identifier", "born 9 July 1983", "--therapist", ids["therapist"]]
        result = app.test_cli_runner().invoke(args=[*invite, "--address", "https://journal.quay.ie/"])
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("https://journal.quay.ie/invitations/")
        ids[role] = result.stderr.split()[-1]
        clients[role] = accepted(app, result.stdout.strip(), PASSWORDS[role])
    pages = {role: signed_in_at(clients[role], f"{role}@quay.ie", PASSWORDS[role]) for role in PASSWORDS}
    headings = {"manager": "Clinic", "therapist": "Review", "patient": "Today"}
    assert all(f">{headings[role]}</h1>" in page for role, page in pages.items())
    assert "Mia Kerr" in clients["therapist"].get("/patients").text
    assert "Leo Brandt" in clients["patient"].get("/account").text
    assert "+353 1 555 0134" in app.test_client().get("/help").text
    assert done("verify").endswith("Everything is whole.")


def test_what_the_patient_shares_reaches_the_invited_therapist_alone(app: Flask, done: Callable[..., str]) -> None:
    clinic = done(*CLINIC)

    def join(role: str, email: str, *more: str) -> tuple[FlaskClient, str]:
        words = ["people", "invite", "--clinic", clinic, "--role", role, "--name", email, "--email", email, *more]
        result = app.test_cli_runner().invoke(args=words)
        client = accepted(app, result.stdout.strip(), PASSWORDS[role])
        signed_in_at(client, email, PASSWORDS[role])
        return client, result.stderr.split()[-1]

    first, first_id = join("therapist", "first@quay.ie")
    other, _ = join("therapist", "other@quay.ie")
    patient, _ = join("patient", "mia@quay.ie", "--identifier", "Q 17", "--therapist", first_id)
    press(patient, patient.get("/reflections/new"), "Save", title="Gravel", text="a few words", audience="therapist")
    assert "Gravel" in first.get("/review").text
    done("care", "assign", "--clinic", clinic, "--patient", "mia@quay.ie", "--therapist", "other@quay.ie")
    assert "Gravel" not in other.get("/review").text
    press(patient, patient.get("/"), "Share what I shared before too")
    assert "Gravel" in other.get("/review").text


def test_a_link_is_good_once(app: Flask, done: Callable[..., str]) -> None:
    clinic = done(*CLINIC)
    link = done("people", "invite", "--clinic", clinic, "--role", "nurse", "--name", "Ada", "--email", "ada@quay.ie")
    assert link.startswith("http://127.0.0.1:8000/invitations/")
    accepted(app, link, "a lighthouse for the post")
    assert app.test_client().get(urlsplit(link).path).status_code == 410
