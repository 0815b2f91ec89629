"""Whatever is sent in whichever field of whichever form: it is refused or kept as words, and nothing breaks."""

from __future__ import annotations

import pytest

from tests.security.hostile_forms import Sender, corpus
from tests.security.trial import Trial

EVERYBODY = ()


@pytest.mark.security_full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("trial", [EVERYBODY], indirect=True)
def test_hostile_words_in_every_field_of_every_form_break_nothing(trial: Trial) -> None:
    sender = Sender(trial)
    sender.ask_all()
    sender.send_all(each_field=1)
    assert len(corpus()) > 400
    assert sender.sent > 2000
    assert sender.not_there < sender.sent / 5  # else what was sent first has taken away what the rest is about
    assert not sender.faults, "\n".join(sender.faults)
