"""Articles that fit stand first with how well they fit; scripts and answers are those of the call at hand."""

import pytest

from agent_desktop.features.knowledge.read_models import ArticleHit, SearchArticles
from agent_desktop.features.knowledge.search import query_words
from agent_desktop.features.scripts.read_models import Answers, Scripts
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, record
from tests.support.stores import Central, SqliteStore

Store = Central | SqliteStore


def search(store: Store, text: str, limit: int = 20) -> list[ArticleHit]:
    return store.ask(LEILA_AT_DESK, SearchArticles(text=text, limit=limit))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pump not detected", ["KB-1181", "KB-0412"]),
        ("reset", ["KB-0412", "KB-1181"]),
        ("controller", ["KB-0412"]),
        ("how do i reset the controller", ["KB-0412", "KB-1181"]),
        ("contr", ["KB-0412"]),
        ("contr ", []),
        ("kb-1180", ["KB-1180", "KB-1181", "KB-0412"]),
        ("E-42", ["KB-1181"]),
        ("zebra", []),
        ("the", ["KB-0412", "KB-1181", "KB-1180"]),
        ("   ", ["KB-1181", "KB-0412", "KB-1180"]),
    ],
)
def test_articles_are_found_by_words(store: Store, text: str, expected: list[str]) -> None:
    numbers = [hit.number for hit in search(store, text)]
    assert numbers == expected


def test_the_fit_is_the_share_of_what_was_asked_for(store: Store) -> None:
    assert search(store, "reset the controller")[0].fit_pct == 100
    assert search(store, "night tariff")[0].fit_pct < 100
    partly = search(store, "controller zebra")[0].fit_pct
    assert 0 < partly < 60


def test_a_rare_word_outweighs_a_common_one(store: Store) -> None:
    store.put(
        record(
            store.registry,
            "article",
            id=floor.an_id(900 + n),
            number=f"KB-9{n:03d}",
            title=title,
            body="",
            tags=[],
            published_at=NOW,
        )
        for n, title in enumerate(["Invoice by post"] * 30 + ["Zigbee by post"])
    )
    assert search(store, "zigbee invoice")[0].title == "Zigbee by post"
    assert len(search(store, "invoice", limit=5)) == 5


def test_stop_words_count_only_where_there_is_nothing_else() -> None:
    assert query_words("How do I reset the controller?") == ["reset", "controller"]
    assert query_words("Who are you") == ["who", "are", "you"]


def test_scripts_of_the_queue_are_offered_those_on_the_topic_first(store: Store) -> None:
    def names(queue_id: str | None, topic: str | None) -> list[str]:
        return [row.name for row in store.ask(LEILA_AT_DESK, Scripts(queue_id=queue_id, topic=topic))]

    assert names(None, None) == ["Bill query", "No hot water"]
    assert names(floor.HEATING, "fault") == ["No hot water", "Bill query"]
    assert names(floor.BILLING, "fault") == ["Bill query"]


def test_answers_are_found_by_shortcut_title_and_text(store: Store) -> None:
    def shortcuts(text: str) -> list[str]:
        return [view.shortcut for view in store.ask(LEILA_AT_DESK, Answers(text=text))]

    assert shortcuts("") == ["sameday", "warm"]
    assert shortcuts("/wa") == ["warm"]
    assert shortcuts("Same day") == ["sameday", "warm"]
    assert shortcuts("nothing") == []
