"""What is measured: each figure as a job for the load client, with what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass

from bench.client import Job
from bench.filling import Facts

PRODUCT, PASSTHROUGH, REFERENCE = "product", "passthrough", "reference"
LARGEST_SHARE_OF_SEALING = 0.15
LONGEST_BESIDE_ARGON = 25  # milliseconds that a sign-in may take besides its one derivation


@dataclass(frozen=True)
class Site:
    """One of the servers, and what is in it."""

    kind: str
    port: int
    facts: Facts | None = None


@dataclass(frozen=True)
class Figure:
    """One thing a person does: by whom, at which address or with which ids, and how long it may take.

    `most` is the largest ratio to the reference page that is expected, where one is.
    """

    name: str
    kind: str
    who: str
    path: str = ""
    ids: str = ""
    audience: str = "only_me"
    most: float | None = None

    def job(self, site: Site, requests: int, clients: int = 1) -> Job:
        """The job that takes this figure: on the reference site its page, or for a sign-in the bare derivation."""
        if site.facts is None:
            page = Job("get", site.port, paths=("/",), requests=requests, clients=clients)
            return Job("argon", requests=requests) if self.kind == "sign_in" else page
        email, password = site.facts.people[self.who]
        ids = getattr(site.facts, self.ids) if self.ids else [""]
        return Job(
            self.kind, site.port, email, password, site.facts.secrets[self.who],
            paths=tuple(self.path + each for each in ids),
            visitors=tuple(site.facts.visitors), audience=self.audience, requests=requests, clients=clients,
            may_be_busy=self.kind == "sign_in",
        )  # fmt: skip


SIGN_IN = Figure("sign-in", "sign_in", "patient")
JOURNAL = Figure("journal, 30 of 1,000", "get", "patient", "/reflections", most=1.0)
FIGURES = (
    SIGN_IN,
    Figure("save, for oneself", "save", "patient", most=1.0),
    Figure("save, shared", "save", "sharer", audience="therapist", most=1.0),
    Figure("open, prose", "get", "patient", "/reflections/", "prose", most=1.2),
    Figure("open, dense Markdown", "get", "patient", "/reflections/", "dense", most=1.6),
    JOURNAL,
    Figure("review, 500 waiting", "get", "therapist", "/review", most=1.0),
    Figure("read as the therapist", "get", "therapist", "/review/", "shared"),
)
