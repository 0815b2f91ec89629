"""`jobs run` on several nodes at the same moment: each item is done once, however many try."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from subprocess import PIPE

from flask import Flask

from journal.config import Settings
from journal.models import AuditRow, Cover, MeasureCount, WithdrawnCopy
from journal.services import notices
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.reflections import deleting, sharing
from journal.services.review import reviews
from journal.services.work import unit_of_work
from tests.services.covering import grant
from tests.services.hands import forget_notices, stored, write
from tests.support.cast import Cast
from tests.support.mail_sink import mail_sink
from tests.support.rules import keep_withdrawn
from tests.support.server import ROOT
from tests.views.written import shared

NODES, ITEMS = 2, 8
NOW, LATER = timedelta(0), timedelta(days=400)
# A process of its own, which has loaded everything and runs the jobs each time it is told how much later it is.
NODE = """
import json, sys
from datetime import timedelta
from journal import clock
from wsgi import app
for line in sys.stdin:
    with clock.at(clock.now() + timedelta(seconds=float(line))):
        result = app.test_cli_runner().invoke(args=["jobs", "run"])
    print(json.dumps([result.exit_code, result.output]), flush=True)
"""
Node = subprocess.Popen[str]


@contextmanager
def nodes(settings: Settings, mail: str) -> Iterator[list[Node]]:
    """Processes on one database that wait to be told."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("INTERLEAF_", "DATABASE_URL"))}
    environment = ours | {
        "DATABASE_URL": settings.database_url, "INTERLEAF_SECRET_FILE": str(settings.secret_file),
        "INTERLEAF_MAIL": mail, "INTERLEAF_MAIL_FROM": "journal@clinic.example", "INTERLEAF_HOSTS": "clinic.example",
    }  # fmt: skip
    with ExitStack() as stack:
        begun = [
            subprocess.Popen(
                [sys.executable, "-c", NODE], cwd=ROOT, env=environment, text=True, stdin=PIPE, stdout=PIPE
            )
            for _ in range(NODES)
        ]
        for node in begun:
            stack.enter_context(node)
            stack.callback(node.kill)
        yield begun


def done_by_all(nodes: list[Node], after: timedelta) -> str:
    """What the nodes, let go together so much later than now, say they have done."""
    for node in nodes:
        assert node.stdin is not None
        node.stdin.write(f"{after.total_seconds()}\n")
        node.stdin.flush()
    said = [json.loads(node.stdout.readline()) for node in nodes if node.stdout is not None]
    assert [code for code, _ in said] == [0] * NODES, said
    return "".join(words for _, words in said)


def total(said: str, what: str) -> int:
    return sum(int(number) for number in re.findall(rf"{what}: (\d+)\.", said))


def prepare(cast: Cast) -> None:
    """Deleted pages, copies that the clinic keeps, a cover, and notices to be sent."""
    keep_withdrawn(cast.clinic_id, years=1)
    grant(cast)
    maya, ines = cast.patient.actor(), cast.therapist.actor()
    for number in range(ITEMS):
        reviews.mark_reviewed(ines, page := shared(maya, f"shared {number}", "A title"), 1)
        sharing.make_private(maya, page)
        deleting.delete_reflection(maya, write(maya, f"no longer wanted {number}"))
    forget_notices()
    with unit_of_work():
        for kind in (Notice.KIT_USED, Notice.NEW_DEVICE) * ITEMS:
            notices.put(cast.clinic_id, cast.patient.id, kind)


def test_each_item_is_done_by_one_of_the_nodes(app: Flask, settings: Settings, cast: Cast) -> None:
    with app.app_context():
        prepare(cast)
    with mail_sink() as (sink, address), nodes(settings, address) as every_node:
        done_by_all(every_node, -LATER)  # when nothing is due: they have all begun
        said = done_by_all(every_node, NOW)
        assert total(said, "Notices sent") == len(sink.messages) == 2 * ITEMS
        assert len({message["Message-ID"] for message in sink.messages}) == 2 * ITEMS
        said = done_by_all(every_node, LATER)
    assert total(said, "Deleted reflections destroyed") == total(said, "Withdrawn copies destroyed") == ITEMS
    assert total(said, "Covers ended") == 1
    with app.app_context():
        acts = Counter(row["act"] for row in stored(AuditRow))
        assert (acts[Act.REFLECTION_DESTROYED], acts[Act.WITHDRAWN_DESTROYED]) == (ITEMS, ITEMS)
        assert stored(WithdrawnCopy) == []
        assert [row["state"] for row in stored(Cover)] == ["ended"]
        months = [(row["clinic_id"], row["month"], row["instrument"]) for row in stored(MeasureCount)]
        assert len(months) == len(set(months)) > 0
        assert not list(verification.verify(cast.clinic_id))
