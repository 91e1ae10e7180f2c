"""The record of a customer as a person at the desk reads and changes it, by keyboard, over real stores."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import ChangePhone, RemovePhone
from agent_desktop.features.customers.details import AddDetail
from agent_desktop.features.customers.record_commands import RelateCustomers
from agent_desktop.features.customers.record_read_models import RecordPhone
from agent_desktop_ui.customers.consent_form import ConsentForm
from agent_desktop_ui.customers.detail_forms import DetailForm, PhoneForm
from agent_desktop_ui.customers.duplicates_layer import DuplicatesLayer
from agent_desktop_ui.customers.edit_customer import EditCustomerLayer
from agent_desktop_ui.customers.record_form import RecordForm
from agent_desktop_ui.customers.record_page import RecordPage
from agent_desktop_ui.customers.record_rows import Known, RecordRow, record_groups
from agent_desktop_ui.customers.relation_form import RelationForm
from agent_desktop_ui.customers.tab_list import RECORD
from agent_desktop_ui.customers.tags_form import TagsLayer
from agent_desktop_ui.shell.confirm import ConfirmLayer
from agent_desktop_ui.widgets.text_field import TextField
from tests.support import floor as small
from tests.support.floor import NOW
from tests.support.record_desk import RecordDesk
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier


async def open_record(stage: Stage, customer_id: str = small.MARGARET) -> RecordPage:
    stage.screen.show_customer(customer_id)
    stage.screen.panel.tabs.setCurrentIndex(RECORD)
    page = stage.screen.customer_desk.record
    await stage.until(lambda: page.view is not None and page.view.fields.customer_id == customer_id, 20)
    page.list.setFocus()
    return page


def lines(page: RecordPage) -> list[str]:
    return [row.words() for row in page.list.record_model().entries() if isinstance(row, RecordRow)]


async def until_line(stage: Stage, page: RecordPage, *parts: str, is_there: bool = True) -> None:
    await stage.until(
        lambda: any(all(part in line for part in parts) for line in lines(page)) is is_there, 20
    )


async def top(stage: Stage, kind: type[QWidget]) -> QWidget:
    await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), kind), 20)
    found = stage.frame.layers.top_layer()
    assert found is not None
    return found


async def closed(stage: Stage) -> None:
    await stage.until(lambda: stage.frame.layers.top_layer() is None, 20)


def below(form: RecordForm, name: str) -> str:
    field = form.field(name)
    assert isinstance(field, TextField)
    return field.edit().accessibleDescription()


async def test_everything_on_record_is_told_with_who_when_and_how(stage: Stage, floor: RecordDesk) -> None:
    page = await open_record(stage)
    shown = lines(page)
    assert "Home, 020 7946 0142, Preferred" in shown
    assert "Home, margaret_o, Preferred, mastodon" in shown
    assert "Spouse, Henry Okafor" in shown
    assert any(line.startswith("Marketing, E-mail, Allowed, ") and "Leila Duarte" in line for line in shown)
    assert any(line.startswith("Withdrawn, Marketing by call") for line in shown)

    page.list.choose("tags:")
    place = page.list.verticalScrollBar().value()
    of_margaret = {"made_at": NOW, "customer_id": small.MARGARET}
    await floor.elsewhere(AddDetail(**of_margaret, detail_id=new_id(), kind="name", value="מרגרט אוקפור"))
    await floor.elsewhere(
        RelateCustomers(**of_margaret, relation_id=new_id(), other_id=small.AOIFE, kind="neighbour")
    )
    await until_line(stage, page, "מרגרט אוקפור")
    # She is not on this desk: central has her name.
    await until_line(stage, page, "Neighbour, Aoife Ó Brien")
    chosen = page.list.chosen()
    assert chosen is not None
    assert (chosen.key, page.list.verticalScrollBar().value()) == ("tags:", place), "news moves nothing"


async def test_a_number_is_added_changed_and_removed_by_keyboard(stage: Stage, floor: RecordDesk) -> None:
    page = await open_record(stage)
    page.add_part("phone")
    form = await top(stage, PhoneForm)
    assert isinstance(form, PhoneForm)
    stage.type("12")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: "12" in below(form, "number"), 20)
    assert stage.frame.layers.top_layer() is form, "what was typed stays, with what is wrong beside it"
    field = form.field("number")
    assert isinstance(field, TextField)
    field.edit().selectAll()
    stage.type("0117 496 0777 ext. 12")
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "Mobile, 0117 496 0777 ext. 12")

    row = next(e for e in page.list.record_model().entries() if isinstance(e, RecordRow) and "0777" in e.text)
    assert page.list.choose(row.key)
    page.list.setFocus()
    stage.press(Qt.Key.Key_Return)
    changing = await top(stage, PhoneForm)
    assert isinstance(changing, PhoneForm)
    changing.fill({"valid_to": "2026-11-01", "is_verified": True})
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "0777 ext. 12", "Verified", "Expired", "until 1 Nov")

    page.list.setFocus()
    assert page.list.choose(row.key)
    stage.press(Qt.Key.Key_Delete)
    question = await top(stage, ConfirmLayer)
    stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_Return)
    await closed(stage)
    assert question is not None
    await until_line(stage, page, "0777", is_there=False)


async def test_what_a_colleague_wrote_meanwhile_is_shown_before_it_is_overwritten(
    stage: Stage, floor: RecordDesk
) -> None:
    page = await open_record(stage)
    page.list.choose(f"phone:{small.MARGARET_MOBILE}")
    stage.press(Qt.Key.Key_Return)
    form = await top(stage, PhoneForm)
    assert isinstance(form, PhoneForm)
    await floor.elsewhere(ChangePhone(made_at=NOW, phone_id=small.MARGARET_MOBILE, extension="7"))
    form.fill({"extension": "8"})
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: "colleague" in below(form, "extension"), 20)
    assert "7" in below(form, "extension")
    assert not [c for c in floor.done if isinstance(c, ChangePhone)]
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "07700 900456 ext. 8")

    page.list.setFocus()
    page.list.choose(f"phone:{small.MARGARET_MOBILE}")
    stage.press(Qt.Key.Key_Return)
    late = await top(stage, PhoneForm)
    assert isinstance(late, PhoneForm)
    await floor.elsewhere(RemovePhone(made_at=NOW, phone_id=small.MARGARET_MOBILE))
    late.fill({"extension": "9"})
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: "removed" in late._wrong.text(), 20)
    assert stage.frame.layers.top_layer() is late, "what was typed stays"


async def test_an_address_is_added_and_the_one_that_stood_alone_gets_a_label(
    stage: Stage, floor: RecordDesk
) -> None:
    page = await open_record(stage)
    page.add_part("address")
    form = await top(stage, DetailForm)
    assert isinstance(form, DetailForm)
    stage.press(Qt.Key.Key_Return, CTRL)
    assert below(form, "street")
    form.fill({"street": "شارع التحرير ١٢", "city": "القاهرة", "country": "EGY"})
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: "EGY" in below(form, "country"), 20)
    form.fill({"country": "EG", "label": "delivery"})
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "Delivery", "القاهرة")

    page.list.setFocus()
    assert page.list.choose("main:email")
    stage.press(Qt.Key.Key_Return)
    mail = await top(stage, DetailForm)
    assert isinstance(mail, DetailForm)
    mail.fill({"label": "work"})
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "Work, margaret.okafor@example.org, Preferred")
    assert not page.list.choose("main:email")


async def test_consent_is_taken_back_in_two_keys_and_given_again_in_the_knowledge_of_that(
    stage: Stage, floor: RecordDesk
) -> None:
    page = await open_record(stage)
    page.list.choose("consent:marketing:email")
    stage.press(Qt.Key.Key_Delete)
    await top(stage, ConsentForm)
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "Marketing, E-mail, Withdrawn")
    event = max((await floor.stored("consent_event")).values(), key=lambda row: row["given_at"])
    assert (event["is_granted"], event["recorded_by"]) == (False, small.LEILA)

    page.list.setFocus()
    page.list.choose("consent:marketing:email")
    stage.press(Qt.Key.Key_Return)
    form = await top(stage, ConsentForm)
    assert isinstance(form, ConsentForm)
    form.fill({"given_at": "2027-01-01 10:00", "evidence": "Form 12"})
    stage.press(Qt.Key.Key_Return, CTRL)
    assert "still to come" in below(form, "given_at")
    form.fill({"given_at": "2026-11-20 10:00", "how": "letter"})
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "Marketing, E-mail, Allowed", "by letter", "Form 12")

    page.list.setFocus()
    page.list.choose("consent:marketing:email")
    stage.press(Qt.Key.Key_Delete)
    everything = await top(stage, ConsentForm)
    assert isinstance(everything, ConsentForm)
    everything.fill({"purpose": "any", "channel": "any"})
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "Marketing, E-mail, Withdrawn")
    await until_line(stage, page, "Allowed, Marketing by e-mail")
    assert not any("Allowed" in line for line in lines(page) if line.startswith("Marketing, "))


async def test_who_belongs_to_them_is_searched_told_and_opened(stage: Stage, floor: RecordDesk) -> None:
    page = await open_record(stage)
    page.add_part("relation")
    form = await top(stage, RelationForm)
    assert isinstance(form, RelationForm)
    stage.press(Qt.Key.Key_Return, CTRL)
    assert "Search" in form._wrong.text()
    stage.type("larch lett")
    await stage.until(lambda: form.search.customer_id() == small.LARCH, 20)
    form.fill({"kind": "tenant", "remark": "since 2021"})
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "Landlord, Larch Lettings, since 2021")

    row = next(
        e
        for e in page.list.record_model().entries()
        if isinstance(e, RecordRow) and e.kind == "relation" and "Larch" in e.text
    )
    page.list.setFocus()
    page.list.choose(row.key)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.screen.panel.header.customer().name == "Larch Lettings", 20)
    other = await open_record(stage, small.LARCH)
    await until_line(stage, other, "Tenant, Margaret Okafor")


async def test_a_tag_goes_on_with_enter_and_off_with_its_button(stage: Stage, floor: RecordDesk) -> None:
    page = await open_record(stage)
    page.list.choose("tags:")
    stage.press(Qt.Key.Key_Return)
    layer = await top(stage, TagsLayer)
    assert isinstance(layer, TagsLayer)
    stage.type("Heat Pump")
    stage.press(Qt.Key.Key_Return)
    await until_line(stage, page, "Tags, heat pump")
    await stage.until(lambda: len(layer.buttons()) == 1, 20)
    stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_Space)
    await until_line(stage, page, "Tags, No tags")
    await stage.until(lambda: layer.isAncestorOf(stage.focus_of() or stage.window), 20)


async def test_language_zone_plan_and_alert_are_changed_in_one_form(stage: Stage, floor: RecordDesk) -> None:
    page = await open_record(stage)
    page.list.choose("field:alert")
    stage.press(Qt.Key.Key_Return)
    form = await top(stage, EditCustomerLayer)
    assert isinstance(form, EditCustomerLayer)
    await stage.until(lambda: stage.focus_of() is form._fields["alert"].edit(), 20)
    form._fields["time_zone"].set_text("Nowhere")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: form._fields["time_zone"].edit().accessibleDescription(), 20)
    form._fields["time_zone"].set_text("Europe/Berlin")
    form._fields["languages"].set_text("English, Igbo")
    stage.press(Qt.Key.Key_Return, CTRL)
    await closed(stage)
    await until_line(stage, page, "Time zone, Europe/Berlin, 13:30 there now")
    await until_line(stage, page, "Languages, English, Igbo")


async def test_offline_the_record_is_changed_and_what_needs_central_says_so(
    stage: Stage, floor: RecordDesk
) -> None:
    page = await open_record(stage)
    floor.lose_line()
    await stage.until(lambda: not page.merge.isEnabled(), 20)
    assert "Central" in page.merge.toolTip()
    page.add_part("email")
    form = await top(stage, DetailForm)
    stage.type("second@example.org")
    stage.press(Qt.Key.Key_Return)
    await closed(stage)
    assert form is not None
    await until_line(stage, page, "second@example.org")
    stage.frame.open_layer(DuplicatesLayer(stage.frame.context))
    layer = await top(stage, DuplicatesLayer)
    assert isinstance(layer, DuplicatesLayer)
    await stage.until(lambda: "central" in layer.state.accessibleName(), 20)
    assert not layer.compare.isEnabled()


async def test_nothing_one_and_ten_thousand_are_walked_alike(stage: Stage, floor: RecordDesk) -> None:
    page = await open_record(stage, small.HENRY)
    view = page.view
    assert view is not None
    listed = page.list
    for count in (0, 1, 10_000):
        phones = [
            RecordPhone(
                f"p{n}",
                small.HOME_NUMBER,
                str(n),
                "work",
                is_preferred=False,
                is_verified=False,
                valid_from=None,
                valid_to=None,
                is_valid=True,
            )
            for n in range(count)
        ]
        listed.show_groups(record_groups(msgspec.structs.replace(view, phones=phones), Known(NOW)))
        listed.choose(f"phone:p{count - 1}" if count else "add:phone")
        chosen = listed.chosen()
        assert chosen is not None
        assert chosen.text.endswith(f"ext. {count - 1}") if count else chosen.does == ("add",)
        assert listed.viewport().rect().intersects(listed.visualRect(listed.currentIndex()))
        stage.press(Qt.Key.Key_Home)
        assert listed.currentIndex().row() == 1
