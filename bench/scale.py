"""How it goes on: everything people do, from one, eight and thirty-two clients, while the database grows.

On each engine whole clinics are filled in (`clinics.py`) up to ten thousand reflections, then up to ten times as many,
and so on; each time the same people of the first clinic do the same things. In each round of each size everything is
asked of the product, of the product without sealing over a database as large, of the plain page (`reference.py`) on
that engine, and of the driver alone, which keeps a row as large. Figures are requests per second, and the ratios of
those of one round: the machine's other work strikes all alike."""

from __future__ import annotations

import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench import scale_table
from bench.backing_up import backed_up
from bench.client import Job
from bench.clinics import OF_A_CLINIC, Facts, Shape
from bench.databases import databases, settled
from bench.figures import PASSTHROUGH, PRODUCT, REFERENCE
from bench.load import Load, client
from bench.places import Place, fill
from bench.servers import Server, serving
from bench.together import Times

RAW = "raw"
CLIENTS = (1, 8, 32)
CROWD = CLIENTS[-1]  # so many that some may be told to try again; the table says how many
GROWS = 10
BACKUP_AT = 100_000


@dataclass(frozen=True)
class Deed:
    """One thing that is done, how a client does it, and how many requests a round has from 1, 8 and 32 clients."""

    name: str
    kind: str
    path: str
    requests: tuple[int, int, int]
    by_therapist: bool = False


MANY = (24, 120, 192)
DEEDS = (
    Deed("sign-in", "sign_in", "", (4, 8, 32)),
    Deed("save", "save", "", (16, 80, 128)),
    Deed("open", "get", "/reflections/", MANY),
    Deed("list", "get", "/reflections", MANY),
    Deed("queue", "get", "/review", (12, 48, 96), by_therapist=True),
    Deed("search", "search", "", (3, 8, 32), by_therapist=True),
)
BESIDE = (Deed(REFERENCE, "get", "/", MANY), Deed(RAW, RAW, "", MANY))


@dataclass
class Taken:
    """What the rounds of one size gave, by what was done, by which installation and from how many clients: requests per
    second of each round, the times of all requests in seconds, and how many were told to try again."""

    reflections: int
    per_second: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)
    took: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)
    busy: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    megabytes: list[float] = field(default_factory=list)
    backup: float | None = None

    def add(self, name: str, kind: str, clients: int, times: Times) -> None:
        """One more round of something."""
        key = (name, kind, clients)
        self.per_second.setdefault(key, []).append((len(times.took) - times.busy) / times.elapsed)
        self.took.setdefault(key, []).extend(times.took)
        self.busy[key] += times.busy

    def ratio(self, name: str, clients: int, beside: str, kind: str) -> float:
        """The median over the rounds of the share it has of the requests per second of what was done beside it."""
        own, other = self.per_second[name, PRODUCT, clients], self.per_second[beside, kind, clients]
        return statistics.median(each / more for each, more in zip(own, other, strict=True))


def measure(
    engines: Sequence[str], largest: int, rounds: int, shape: Shape | None = None, folders: Sequence[Path] = ()
) -> None:
    """Takes and prints the figures of each engine, up to so many reflections; in clinics of another shape where one is
    given. Databases in a folder that is named are kept: a later call goes on from the size they have. Of several
    folders each is measured as large as it is, the smallest first."""
    for engine in engines:
        taken = list[Taken]()
        for folder in folders or (None,):
            with _folder(folder, engine) as kept, databases(engine, kept) as made:
                place = Place.make(kept, made)
                there = place.clinics() * (shape.reflections if shape else OF_A_CLINIC)
                if not there:
                    fill([REFERENCE], place, 0)
                for size in to_take(there, largest, shape, as_it_is=len(folders) > 1):
                    taken.append(_at(place, size, rounds, shape))
                    scale_table.show_size(engine, taken[-1])
        if taken:
            scale_table.show_growth(engine, taken)
        else:
            print(f"{engine}: there are more reflections already than {largest:,}.")


def to_take(there: int, largest: int, shape: Shape | None, *, as_it_is: bool) -> list[int]:
    """The numbers of reflections at which a database is measured that holds so many already."""
    smallest = shape.reflections if shape else OF_A_CLINIC
    return [there or smallest] if as_it_is else [each for each in sizes(smallest, largest) if each >= there]


def _folder(kept: Path | None, engine: str) -> AbstractContextManager[Path]:
    if kept is None:
        return _temporary()
    (kept / engine).mkdir(parents=True, exist_ok=True)
    return nullcontext(kept / engine)


@contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="interleaf-bench-") as name:
        yield Path(name)


def sizes(smallest: int, largest: int) -> Iterator[int]:
    """Numbers of reflections, each ten times the one before."""
    size = smallest
    while size <= largest:
        yield size
        size *= GROWS


def _at(place: Place, size: int, rounds: int, shape: Shape | None) -> Taken:
    fill([PRODUCT, PASSTHROUGH], place, size // (shape.reflections if shape else OF_A_CLINIC), shape)
    for address in (place.product, place.unsealed):
        settled(address)
    taken = Taken(size)
    with _served(place) as servers, client() as load:
        for number in range(rounds):
            for clients in CLIENTS:
                _round(taken, servers, load, place, clients, number)
            print(f"  {size:,} reflections: round {number + 1} of {rounds}", flush=True)
        taken.megabytes = servers[PRODUCT].megabytes()
    if size == BACKUP_AT:
        taken.backup = backed_up(*place.of(PRODUCT))
    return taken


@contextmanager
def _served(place: Place) -> Iterator[dict[str, Server]]:
    with ExitStack() as stack:
        yield {
            kind: stack.enter_context(serving(kind, place.of(kind)[0], database=place.of(kind)[1]))
            for kind in (PRODUCT, PASSTHROUGH, REFERENCE)
        }


def _round(taken: Taken, servers: dict[str, Server], load: Load, place: Place, clients: int, number: int) -> None:
    """Everything once, from so many clients; each round begins elsewhere, and the first is asked for twice."""
    asked = [(deed, kind) for deed in DEEDS for kind in (PRODUCT, PASSTHROUGH)]
    asked += [(deed, deed.name) for deed in BESIDE]
    start = number * 5 % len(asked)
    for deed, kind in asked[start:] + asked[:start]:
        asking = job(deed, kind, servers, place, clients)
        if number == 0 and deed.kind == "get":  # workers open their connections and build their statements once
            load.run(asking)
        taken.add(deed.name, kind, clients, load.run(asking))


def job(deed: Deed, kind: str, servers: dict[str, Server], place: Place, clients: int) -> Job:
    """What so many clients are to do of one installation."""
    requests = deed.requests[CLIENTS.index(clients)]
    if kind == RAW:
        return Job(RAW, database=place.raw, requests=requests, clients=clients)
    port = servers[kind].port
    if kind == REFERENCE:
        return Job("get", port, paths=("/",), requests=requests, clients=clients)
    facts = Facts.read(place.of(kind)[0])
    asked = Job(
        deed.kind, port, audience="therapist", paths=(deed.path,), requests=requests, clients=clients,
        may_be_busy=deed.kind in ("sign_in", "search") or clients == CROWD,
    )  # fmt: skip
    if deed.by_therapist:
        email, password, secret = facts.therapist
        return replace(asked, email=email, password=password, secret=secret)
    if deed.kind == "sign_in":
        return replace(asked, visitors=tuple((each[0], each[1]) for each in facts.patients))
    return replace(asked, crowd=tuple(_patient(deed, *each) for each in facts.patients))


def _patient(deed: Deed, email: str, password: str, ids: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
    paths = tuple(f"/reflections/{each}" for each in ids) if deed.path == "/reflections/" else (deed.path,)
    return email, password, paths
