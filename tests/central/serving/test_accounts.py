"""People added, listed and disabled on the command line."""

from __future__ import annotations

import io
import sys

import pytest

from agent_desktop.central import accounts
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.runtime.settings import Settings

WORD = "a very good password"


@pytest.fixture
def settings(filled_url):
    return Settings(database_url=filled_url)


async def add(settings, login="priya", **more):
    wanted = {"name": "Priya Nair", "roles": ["agent"], "password": WORD, **more}
    return await accounts.add(settings, login=login, **wanted)


async def test_a_person_added_may_sign_in_and_is_known_to_desks(start_central, settings):
    central = await start_central()
    leila = await central.desk("leila")
    told = await central.listen(leila)
    await leila.pull()
    assert await add(settings, queues=["support"], extension="240") == 0
    await told.next("poke")
    priya = await central.desk("priya", password=WORD)
    assert priya.session["person"]["queues"] == leila.session["person"]["queues"]
    assert "priya" in {person["login"] for person in await leila.ask("workforce.People")}


async def test_a_queue_there_is_none_of_is_made(start_central, settings, capsys):
    await add(settings, queues=["Billing"])
    assert "The queue Billing is new." in capsys.readouterr().out
    central = await start_central()
    session = (await central.sign_in("priya", WORD)).json()
    assert "Billing" in {queue["name"] for queue in session["site"]["queues"]}


async def test_the_password_is_read_from_standard_input(start_central, settings, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{WORD}\n"))
    await add(settings, password=None)
    central = await start_central()
    assert (await central.sign_in("priya", WORD)).status_code == 200


async def test_without_one_a_password_is_made_up_and_shown_once(start_central, settings, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    await add(settings, password=None)
    made_up = capsys.readouterr().out.split("Password: ")[1].strip()
    central = await start_central()
    assert (await central.sign_in("priya", made_up)).status_code == 200


async def test_what_cannot_be_is_refused(settings):
    with pytest.raises(KnownError, match="already"):
        await add(settings, login="leila")
    with pytest.raises(KnownError, match="no role"):
        await add(settings, roles=["agent", "king"])
    with pytest.raises(Invalid, match="characters"):
        await add(settings, password="short")


async def test_a_disabled_person_is_signed_out_everywhere_and_may_come_back(start_central, settings):
    central = await start_central()
    leila = await central.desk("leila")
    assert await accounts.disable(settings, "leila") == 0
    assert (await leila.client.get("/api/v1/floor")).status_code in {401, 403}
    assert (await central.sign_in("leila")).json()["reason"] == "disabled"
    await add(settings, login="leila", name="Leila Davies")
    assert (await central.sign_in("leila", WORD)).status_code == 200
    with pytest.raises(KnownError, match="nobody"):
        await accounts.disable(settings, "no-one")


async def test_the_list_says_who_may_sign_in(settings, capsys):
    await accounts.disable(settings, "marcus")
    capsys.readouterr()
    await accounts.listing(settings)
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["leila"].rstrip().endswith("yes")
    assert lines["marcus"].rstrip().endswith("disabled")
    assert "Support" in lines["leila"]
