"""What an exchange would answer when asked what it has, worked out from the events it has told so far."""

from __future__ import annotations

from plugins.asterisk.codec import Message

_KEPT = ("Channel", "ChannelState", "CallerIDNum", "CallerIDName", "Exten", "Linkedid", "Uniqueid")


class World:
    """Channels, callers in queues and members, as after the last event it was told."""

    def __init__(self) -> None:
        self._channels: dict[str, dict[str, str]] = {}
        self._variables: dict[str, list[str]] = {}
        self._bridges: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        self._parked: dict[str, Message] = {}

    def take(self, message: Message) -> None:
        """One event happened."""
        for prefix in (
            "",
            "Dest",
            "OrigTransferer",
            "SecondTransferer",
            "Transferee",
            "TransferTarget",
            "Transferer",
        ):
            self._see(message, prefix)
        uid, event = message.get("Uniqueid"), message.event
        if event == "Newchannel":
            self._channels.setdefault(uid, {key: message.get(key) for key in _KEPT})
            self._see(message, "")
        elif event == "Hangup":
            for kept in (self._channels, self._variables, self._bridges, self._waiting, self._parked):
                kept.pop(uid, None)  # type: ignore[attr-defined]
        elif event == "BridgeEnter":
            self._bridges[uid] = message.get("BridgeUniqueid")
        elif event == "BridgeLeave" and self._bridges.get(uid) == message.get("BridgeUniqueid"):
            del self._bridges[uid]
        elif event == "QueueCallerJoin":
            self._waiting[uid] = message.get("Queue")
        elif event == "QueueCallerLeave":
            self._waiting.pop(uid, None)
        elif event == "ParkedCall":
            self._parked[message.get("ParkeeUniqueid")] = message
        elif event in {"UnParkedCall", "ParkedCallGiveUp", "ParkedCallTimeOut"}:
            self._parked.pop(message.get("ParkeeUniqueid"), None)

    def _see(self, message: Message, prefix: str) -> None:
        known = self._channels.get(message.get(f"{prefix}Uniqueid"))
        if known is None:
            return
        for key in _KEPT:
            if f"{prefix}{key}" in message:
                known[key] = message.get(f"{prefix}{key}")
        if prefix == "" and (found := message.all("ChanVariable")):
            self._variables[known["Uniqueid"]] = found

    @property
    def is_at_rest(self) -> bool:
        """Whether who newly looked could tell what goes on: everybody talks to one of ours, waits, or rings."""
        return all(
            self._is_with_one_of_ours(uid) if fields["ChannelState"] == "6" else self._is_for_somebody(uid)
            for uid, fields in self._channels.items()
            if uid not in self._waiting and uid not in self._parked
        )

    def _is_with_one_of_ours(self, uid: str) -> bool:
        bridge = self._bridges.get(uid)
        there = [one for one, where in self._bridges.items() if where == bridge]
        return bridge is not None and any("carrier" not in self._channels[one]["Channel"] for one in there)

    def _is_for_somebody(self, uid: str) -> bool:
        call = self._channels[uid]["Linkedid"]
        return any(one != uid and fields["Linkedid"] == call for one, fields in self._channels.items())

    def channels(self) -> list[str]:
        """The rows of ``CoreShowChannels``."""
        rows = []
        for uid, fields in self._channels.items():
            lines = ["Event: CoreShowChannel", *(f"{key}: {value}" for key, value in fields.items())]
            lines += [f"BridgeId: {self._bridges.get(uid, '')}"]
            lines += [f"ChanVariable: {one}" for one in self._variables.get(uid, [])]
            rows.append("\n".join(lines))
        return rows

    def callers(self) -> list[str]:
        """The entries of ``QueueStatus``."""
        return [
            f"Event: QueueEntry\nQueue: {queue}\nUniqueid: {uid}\nWait: 0\n"
            + "\n".join(f"{key}: {self._channels[uid][key]}" for key in ("CallerIDNum", "CallerIDName"))
            for uid, queue in self._waiting.items()
            if uid in self._channels
        ]

    def parked(self) -> list[str]:
        """The rows of ``ParkedCalls``."""
        return [
            "\n".join(
                f"{key}: {value}" for key, value in message.pairs if key not in {"ActionID", "Timestamp"}
            )
            for message in self._parked.values()
        ]
