"""Samples of the commands and queries of correspondence and ratings, on the small floor."""

from __future__ import annotations

from typing import Any

from agent_desktop.core.command import Command
from agent_desktop.core.query import Query
from agent_desktop.features.correspondence.commands import SaveMailTemplate, SendAgain
from agent_desktop.features.correspondence.read_models import MailTemplates, ReplyChannels
from agent_desktop.features.ratings.commands import AskForRating, RecordRating
from agent_desktop.features.ratings.read_models import Rating
from tests.support import floor
from tests.support.floor import NOW, an_id

SETTLED = {"correspondence.SendAgain": frozenset({"ticket_note"})}
"""How it stands with a mail is central's to say."""

COMMANDS: dict[str, tuple[Command, ...]] = {
    "correspondence.SendAgain": (SendAgain(made_at=NOW, note_id=floor.LOST_REPLY),),
    "ratings.RecordRating": (
        RecordRating(made_at=NOW, ticket_id=floor.ANSWERED, score=2, comment="It took long.\n"),
        RecordRating(made_at=NOW, ticket_id=floor.ANSWERED, score=4, comment=" It took long. "),
        RecordRating(made_at=NOW, interaction_id=floor.MORNING_CALL, score=5),
    ),
    "ratings.AskForRating": (AskForRating(made_at=NOW, invitation_id=an_id(590), ticket_id=floor.ANSWERED),),
}
BY_LEADS: dict[str, tuple[Command, ...]] = {
    "correspondence.SaveMailTemplate": (
        SaveMailTemplate(
            made_at=NOW,
            kind="reply",
            language="de",
            subject=" AW: {subject} ",
            body="Guten Tag {customer},\n\n{text}",
            signature="{agent}",
            channel_id=floor.MAILBOX,
        ),
    ),
}
QUERIES: dict[str, list[Query[Any]]] = {
    "tickets.ReplyChannels": [
        ReplyChannels(),
        *(ReplyChannels(ticket_id=i) for i in (floor.PUMP, floor.INVOICE, floor.LEILA)),
    ],
    "correspondence.MailTemplates": [MailTemplates()],
    "ratings.Rating": [
        Rating(interaction_id=floor.OLD_CALL),
        Rating(ticket_id=floor.PUMP),
    ],
}
