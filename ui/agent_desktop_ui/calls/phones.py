"""Which telephone a person sits at: what there is to choose from, and what was chosen here the last time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from agent_desktop.telephony.actions import ChoosePhone, Outcome
from agent_desktop.telephony.views import PhoneView

if TYPE_CHECKING:
    from agent_desktop.sync.messages import Person
    from agent_desktop.workstation.live import LiveMirror
    from agent_desktop_ui.shell.desk_settings import DeskSettings

PHONE = "phone"
"""The setting of this workstation that keeps its telephone: a desk's phone stays when its people change."""


class Desk(Protocol):
    """What is needed of a workstation to sit down at a phone."""

    live: LiveMirror
    person: Person | None

    def act(self, make: Callable[[str, str, Any], Any]) -> Awaitable[Outcome]:
        """Perform an action."""


@dataclass(frozen=True, slots=True)
class PhoneChoice:
    """One phone to choose: whether it is connected (None: nobody said), who else sits there, whether it is mine."""

    extension: str
    is_registered: bool | None
    holder_name: str = ""
    is_mine: bool = False
    is_remembered: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether one can sit down there."""
        return not self.holder_name and self.is_registered is not False


def choices(
    live: LiveMirror, person: Person, remembered: str, names: Mapping[str, str] | None = None
) -> list[PhoneChoice]:
    """Every phone known, this desk's first, then one's own, then those that can be used, by number.

    ``names`` says what people are called, by login.
    """
    known = dict(live.phones)
    for extension in (remembered, person.extension or ""):
        if extension:
            known.setdefault(extension, PhoneView(extension=extension))
    found = [_choice(phone, live, person, remembered, names or {}) for phone in known.values()]
    found.sort(
        key=lambda one: (
            not one.is_remembered,
            one.extension != person.extension,
            not one.is_usable,
            len(one.extension),
            one.extension,
        )
    )
    return found


def _choice(
    phone: PhoneView, live: LiveMirror, person: Person, remembered: str, names: Mapping[str, str]
) -> PhoneChoice:
    holder = ""
    if phone.holder is not None and phone.holder != person.login:
        view = live.people.get(phone.holder)
        holder = names.get(phone.holder) or (view.display_name if view else "") or phone.holder
    return PhoneChoice(
        phone.extension,
        phone.is_registered,
        holder,
        is_mine=phone.holder == person.login,
        is_remembered=phone.extension == remembered,
    )


def settled(found: list[PhoneChoice], person: Person, *, may_ask: bool) -> PhoneChoice | None:
    """The phone that is taken without asking; None where the person has to choose, or there is none.

    That is the one this workstation remembers, once the exchange is seen to know it and nobody else sits there.
    Where the exchange tells of no phones, or nobody can be asked, it is one's own.
    """
    usable = {one.extension: one for one in found if one.is_usable}
    remembered = next((one for one in found if one.is_remembered), None)
    if remembered is not None and remembered.is_usable:
        return remembered
    is_told = any(one.is_registered is not None for one in found)
    if not may_ask or (not is_told and remembered is None):
        return usable.get(person.extension or "")
    return None


def preferred(found: list[PhoneChoice], person: Person) -> str:
    """The phone to offer first: where they sit, else their own, else the first that can be used."""
    usable = [one for one in found if one.is_usable]
    mine = next((one for one in usable if one.is_mine), None)
    own = next((one for one in usable if one.extension == person.extension), None)
    first = mine or own or next(iter(usable), None)
    return first.extension if first is not None else ""


async def sit_down(desk: Desk, settings: DeskSettings, extension: str) -> Outcome:
    """Say that the person sits at this phone now; once that is taken, this workstation remembers it."""
    outcome = await desk.act(
        lambda i, who, until: ChoosePhone(id=i, agent=who, expires_at=until, extension=extension)
    )
    if outcome.status == "done":
        settings.remember(**{PHONE: extension})
    return outcome
