"""The reference: a plain Flask and SQLAlchemy page with 30 of 1,000 texts of 2 KB, and none of our code."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, render_template, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Text, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench import texts

PAGE = 30
BEGUN = datetime(2025, 1, 1, 8, tzinfo=UTC)


class Base(DeclarativeBase):
    """What the one table is made from."""


db = SQLAlchemy(model_class=Base)


class Entry(db.Model):  # type: ignore[name-defined,misc]
    """A text as any blog would keep it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


def create_app() -> Flask:
    """The application over the database that DATABASE_URL names, or one in the folder that INSTANCE names."""
    app = Flask(__name__)
    file = f"sqlite:///{Path(os.environ['INSTANCE']).resolve() / 'reference.db'}"
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", file)
    db.init_app(app)
    app.add_url_rule("/", "index", index)
    app.add_url_rule("/entries/<int:entry_id>", "show", show)
    return app


def index() -> str:
    """The newest entries, each with the address of its page."""
    newest = select(Entry).order_by(Entry.id.desc())
    entries = db.paginate(newest, page=request.args.get("page", 1, int), per_page=PAGE)
    return render_template("reference.html", entries=entries)


def show(entry_id: int) -> str:
    """One entry, so that the addresses lead somewhere."""
    body: str = db.get_or_404(Entry, entry_id).body
    return body


def fill(reflections: int) -> None:
    """Makes the table and its entries."""
    db.create_all()
    for number in range(reflections):
        moment = BEGUN + timedelta(hours=12 * number)
        db.session.add(Entry(title=texts.title(number), body=texts.prose(number), created_at=moment))
    db.session.commit()
