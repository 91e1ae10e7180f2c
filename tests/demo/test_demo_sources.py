from __future__ import annotations

from agent_desktop.demo.cast import choices
from agent_desktop.demo.sources import LAST_DAY, articles, folder, histories, read_json


def test_the_purchase_histories_are_the_published_ones() -> None:
    known = histories()
    purchases = [purchase for history in known for purchase in history]

    assert len(known) == 23_570
    assert len(purchases) == 69_659
    assert sum(purchase.items for purchase in purchases) == 167_881
    assert sum(purchase.cents for purchase in purchases) == 250_031_563
    assert sum(purchase.cents == 0 for purchase in purchases) == 80
    assert (min(p.day for p in purchases), max(p.day for p in purchases)) == (0, LAST_DAY)
    assert known[0] == ((0, 1, 1177),)


def test_the_same_day_purchases_of_a_customer_are_kept_apart() -> None:
    repeated = sum(len(history) - len({purchase.day for purchase in history}) for history in histories())

    assert repeated == 2_068


def test_the_articles_are_the_published_ones() -> None:
    found = list(articles())

    assert len(found) == len({article.source_id for article in found}) == 719
    assert len({article.thread for article in found}) == 125
    assert all(article.question and article.answer for article in found)


def test_every_file_has_its_origin_recorded() -> None:
    origin = (folder() / "ORIGIN.md").read_text()

    for file in folder().iterdir():
        has_its_own = (folder() / f"{file.stem}.ORIGIN.md").exists()
        is_about_origin = file.name.endswith("ORIGIN.md") or file.name == "licences"
        assert has_its_own or is_about_origin or f"`{file.name}`" in origin, file.name
    for licence in (folder() / "licences").iterdir():
        assert f"licences/{licence.name}" in origin


def test_standard_answers_have_names_that_can_be_typed() -> None:
    answers = read_json("standard_answers.json")
    names = [answer["name"] for answer in answers]

    assert len(names) >= 40
    assert len(set(names)) == len(names)
    assert all(name.isalnum() and name == name.lower() for name in names)


def test_people_at_the_demo_site_can_choose_every_topic_and_outcome_its_records_have() -> None:
    contacts = [contact for hero in read_json("heroes.json") for contact in hero["contacts"]]
    quick = read_json("quick_contacts.json")
    topics = {story["category"] for story in read_json("stories.json")} | {one["topic"] for one in quick}
    assert topics | {contact["topic"] for contact in contacts if contact.get("topic")} <= set(
        choices("topics")
    )
    assert {one["disposition"] for one in quick} <= set(choices("dispositions"))
