"""Two devices on one reflection: both texts are shown, and whichever is chosen, neither is lost."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from journal.models import Reflection
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, Writer, open_editor, rewrite, scalar, share, write


def two_devices(cast: Cast, signed_in: SignedIn) -> tuple[str, Writer, Writer]:
    first, second = signed_in(cast.patient), signed_in(cast.patient)
    reflection_id = write(first, "as it was", "Title")
    address = f"/reflections/{reflection_id}/edit"
    return reflection_id, open_editor(first, address), open_editor(second, address)


def test_both_texts_are_shown(cast: Cast, signed_in: SignedIn) -> None:
    _, phone, desk = two_devices(cast, signed_in)
    assert phone.save(text="typed on the phone").status_code == 303
    page = desk.save(text="typed at the desk", title="Desk")
    assert page.status_code == 409
    assert "typed on the phone" in page.text
    assert "typed at the desk" in page.text
    assert "Nothing is lost" in page.text


def test_keeping_both_makes_a_reflection_for_oneself(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    reflection_id, phone, desk = two_devices(cast, signed_in)
    phone.save(text="typed on the phone", audience="therapist")
    page = desk.save(text="typed at the desk", audience="therapist")
    kept = press(desk.client, page, "Keep both")
    assert kept.status_code == 303
    apart = kept.location.rsplit("/", 1)[1]
    assert apart != reflection_id
    assert "typed on the phone" in desk.client.get(f"/reflections/{reflection_id}").text
    assert "typed at the desk" in desk.client.get(f"/reflections/{apart}").text
    assert signed_in(cast.therapist).get(f"/review/{apart}").status_code == 404
    again = press(desk.client, page, "Keep both")
    assert again.location == kept.location
    assert scalar(app, select(func.count()).select_from(Reflection)) == 2


def test_keeping_both_again_after_going_on_is_a_conflict_as_any(cast: Cast, signed_in: SignedIn) -> None:
    _, phone, desk = two_devices(cast, signed_in)
    phone.save(text="typed on the phone")
    page = desk.save(text="typed at the desk")
    apart = press(desk.client, page, "Keep both").location.rsplit("/", 1)[1]
    rewrite(desk.client, apart, text="went on")
    assert press(desk.client, page, "Keep both").status_code in (303, 409)


def test_using_this_one_keeps_the_other_as_an_earlier_version(cast: Cast, signed_in: SignedIn) -> None:
    reflection_id, phone, desk = two_devices(cast, signed_in)
    phone.save(text="typed on the phone")
    assert press(desk.client, desk.save(text="typed at the desk"), "Use this one").status_code == 303
    assert "typed at the desk" in desk.client.get(f"/reflections/{reflection_id}").text
    assert "typed on the phone" in desk.client.get(f"/reflections/{reflection_id}/versions/2").text
    assert "as it was" in desk.client.get(f"/reflections/{reflection_id}/versions/1").text


def test_a_draft_that_is_written_over_is_kept_as_a_version(cast: Cast, signed_in: SignedIn) -> None:
    reflection_id, phone, desk = two_devices(cast, signed_in)
    phone.type("a draft on the phone")
    page = desk.save(text="typed at the desk")
    assert page.status_code == 409
    assert "Draft from the other place" in page.text
    press(desk.client, page, "Use this one")
    assert "a draft on the phone" in desk.client.get(f"/reflections/{reflection_id}/versions/2").text
    assert "typed at the desk" in desk.client.get(f"/reflections/{reflection_id}").text


def test_the_draft_that_was_written_over_never_reaches_the_therapist(cast: Cast, signed_in: SignedIn) -> None:
    first, second, therapist = signed_in(cast.patient), signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(first, "as it was")
    address = f"/reflections/{reflection_id}/edit"
    phone, desk = open_editor(first, address), open_editor(second, address)
    phone.type("a draft on the phone")
    press(second, desk.save(text="typed at the desk"), "Use this one")
    page = therapist.get(f"/review/{reflection_id}").text
    assert "typed at the desk" in page
    assert "a draft on the phone" not in page
    assert therapist.get(f"/reflections/{reflection_id}/versions/2").status_code == 404


def test_the_second_device_saving_the_same_words_is_no_conflict(cast: Cast, signed_in: SignedIn) -> None:
    reflection_id, phone, desk = two_devices(cast, signed_in)
    assert phone.save(text="the same").status_code == 303
    assert desk.save(text="the same").status_code == 303
    assert "Version 2" not in phone.client.get(f"/reflections/{reflection_id}").text


def test_a_reflection_deleted_elsewhere_gives_the_words_back(cast: Cast, signed_in: SignedIn) -> None:
    reflection_id, phone, desk = two_devices(cast, signed_in)
    press(phone.client, phone.client.get(f"/reflections/{reflection_id}/delete"), "Delete this reflection")
    answer = desk.save(text="typed at the desk")
    assert answer.status_code == 404
    assert "typed at the desk" in answer.text
    assert desk.type("more").status_code == 404
