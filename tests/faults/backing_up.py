"""A backup that is interrupted: there is no file under its name, or a whole one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.services.backups import backup_files, backups, restoring
from journal.services.backups.backup_files import WayIn
from journal.services.backups.backup_rows import BackupRefused
from tests.cli.keeping import PASSPHRASE
from tests.faults.killing import Report, Told
from tests.faults.operations import Operation, fresh
from tests.services.hands import write


class Backup(Operation):
    """Somebody keeps everything in one encrypted file, while a patient saves."""

    name = "backup"
    folder: Path

    def prepare(self) -> None:
        """A few pages to keep, and a folder for the files."""
        super().prepare()
        self.folder, self.number = Path(mkdtemp(prefix="interleaf-backups-")), 0
        for page in range(5):
            write(self.patient, f"Page {page}.", shared=bool(page % 2))

    def work(self, report: Report) -> None:
        """Makes one file after the other."""
        report.ready()
        while True:
            self.number += 1
            file = self.folder / f"{self.number}.backup"
            report.begin(str(file))
            backup_files.write(file, WayIn(PASSPHRASE), backups.lines(_nothing, _nothing))
            report.done(str(file))
            write(*fresh(self.patient), "Written between two backups.")
            db.session.remove()

    def lost(self, told: Told) -> Iterator[str]:
        """Each file that was acknowledged is there, and each that is there is whole."""
        for name in told.done:
            if not Path(name).exists():
                yield f"{Path(name).name} was acknowledged and is not there"
        for file in sorted(self.folder.iterdir()):
            if file.suffix == ".backup":
                yield from _faults_of(file)
            file.unlink()  # a .part is what was under way: the next attempt begins it anew


def _faults_of(file: Path) -> Iterator[str]:
    try:
        restoring.check(backup_files.pieces(file, WayIn(PASSPHRASE)))
    except (CannotOpen, BackupRefused) as error:
        yield f"{file.name} is there and is not whole: {error!r}"


def _nothing(_rows: int) -> None:
    """Nobody watches."""
