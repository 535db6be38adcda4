"""Updates of the firmware of broker and nodes."""

import asyncio
from collections.abc import Hashable
from typing import Any, Final, override

from homeassistant.components.update import (
    UpdateDeviceClass,
    UpdateEntity,
    UpdateEntityFeature,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN, LOGGER
from .entity import BrokerEntity, NodeEntity, add_as_seen
from .hub import BROKER, DomotikConfigEntry, Hub
from .node import HomeNode
from .protocol import wire
from .protocol.errors import DomotikError
from .protocol.firmware import Firmware, numbers
from .protocol.transfer import Stage

# Nodes queue by themselves; a broker takes one request at a time.
PARALLEL_UPDATES = 0

BATTERY_MIN: Final = 20  # %
RESTART_SECONDS: Final = 60


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the updates of the broker, and of each node that says which firmware it runs."""
    hub = entry.runtime_data
    async_add_entities([BrokerUpdate(hub)])

    def ours(home_node: HomeNode) -> set[tuple[int, int]]:
        announce = home_node.node.announce
        return {(0, 0)} if announce and numbers(announce.firmware) else set()

    await add_as_seen(entry, async_add_entities, ours, lambda hub, node, _: NodeUpdate(hub, node))


class FirmwareUpdate(UpdateEntity):
    """What both share: the version that this integration brings."""

    _attr_device_class = UpdateDeviceClass.FIRMWARE
    _attr_entity_category = EntityCategory.CONFIG
    _attr_supported_features = (
        UpdateEntityFeature.INSTALL
        | UpdateEntityFeature.PROGRESS
        | UpdateEntityFeature.RELEASE_NOTES
    )
    _attr_translation_key = "firmware"
    _firmware: Firmware | None

    @property
    @override
    def latest_version(self) -> str | None:
        """Return the version that is brought, if it is later than the one that runs."""
        installed = self.installed_version
        if installed and self._firmware and self._firmware.newer_than(installed):
            return self._firmware.version
        return installed

    @override
    async def async_release_notes(self) -> str | None:
        """Return what has changed."""
        return self._firmware.notes if self._firmware else None


class NodeUpdate(NodeEntity, FirmwareUpdate):
    """A node fetches its update by radio whenever it is awake; it takes its turn."""

    def __init__(self, hub: Hub, home_node: HomeNode) -> None:
        """Belong to a node."""
        super().__init__(hub, home_node, "firmware")
        self._firmware = hub.updates.firmware

    @property
    @override
    def installed_version(self) -> str | None:
        """Return what the node said last."""
        announce = self._home_node.node.announce
        return announce.firmware if announce else None

    @property
    @override
    def in_progress(self) -> bool:
        """Tell whether the node waits for its turn, fetches, or is on trial."""
        transfer = self._hub.updates.of(self._home_node.mac)
        return transfer is not None and not transfer.over

    @property
    @override
    def update_percentage(self) -> int | None:
        """Return how much of it the node has."""
        transfer = self._hub.updates.of(self._home_node.mac)
        if transfer is None or transfer.stage not in (Stage.FETCHING, Stage.TRIAL):
            return None
        return round(100 * transfer.share)

    @override
    def _news(self) -> Hashable:
        """Return what the state shows."""
        return self.installed_version, self.in_progress, self.update_percentage

    @override
    async def async_install(self, version: str | None, backup: bool, **_kwargs: Any) -> None:
        """Queue the node, and return when its update has ended; a failure is told."""
        level = self._home_node.values.get((wire.BATTERY, 0))
        if isinstance(level, int | float) and level <= BATTERY_MIN:
            raise self._refusal("update_battery_low", level=str(level), least=str(BATTERY_MIN))
        hello = self._hub.session.broker.hello
        if hello and hello.version < wire.PROTOCOL_VERSION:
            raise self._refusal("update_broker_first")
        transfer = self._hub.begin_update(self._home_node)
        if transfer is None:
            raise self._refusal("update_not_carried")
        ended = asyncio.Event()
        unsubscribe = self._hub.listen(
            self._home_node.mac, callback(lambda: ended.set() if transfer.over else None)
        )
        # Who removes the node or unloads its broker waits for nothing any more.
        self.async_on_remove(ended.set)
        try:
            await ended.wait()
        finally:
            unsubscribe()
        if transfer.stage is Stage.FAILED:
            LOGGER.info("Update of node %s failed: %s", self._home_node.name, transfer.reason)
            raise self._refusal("update_failed", reason=transfer.reason)

    def _refusal(self, key: str, **placeholders: str) -> HomeAssistantError:
        return HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"name": self._home_node.name, **placeholders},
        )


class BrokerUpdate(BrokerEntity, FirmwareUpdate):
    """The broker gets its update over the link, in seconds."""

    def __init__(self, hub: Hub) -> None:
        """Belong to the hub's broker."""
        super().__init__(hub, "firmware")
        self._firmware = hub.broker_firmware
        self._share: float | None = None

    @property
    @override
    def installed_version(self) -> str | None:
        """Return what the broker said when it was greeted."""
        hello = self._hub.session.broker.hello
        return hello.firmware if hello else None

    @property
    @override
    def in_progress(self) -> bool:
        """Tell whether it is being brought."""
        return self._share is not None

    @property
    @override
    def update_percentage(self) -> int | None:
        """Return how much of it the broker has."""
        return None if self._share is None else round(100 * self._share)

    @override
    async def async_install(self, version: str | None, backup: bool, **_kwargs: Any) -> None:
        """Bring the broker the version, and wait until it greets with it."""
        firmware = self._firmware
        if firmware is None:
            raise self._refusal("update_not_carried")
        try:
            self._show(0.0)
            await self._hub.session.update(firmware, self._show)
            async with asyncio.timeout(RESTART_SECONDS):
                await self._told_of(firmware.version)
        except (DomotikError, TimeoutError) as err:
            reason = str(err) or type(err).__name__
            LOGGER.info("Update of broker %s failed: %s", self._hub.entry.title, reason)
            raise self._refusal("update_failed", reason=reason) from err
        finally:
            self._show(None)

    async def _told_of(self, version: str) -> None:
        """Return when the broker has said that it runs a version."""
        told = asyncio.Event()
        unsubscribe = self._hub.listen(
            BROKER, callback(lambda: told.set() if self.installed_version == version else None)
        )
        try:
            await told.wait()
        finally:
            unsubscribe()

    @callback
    def _show(self, share: float | None) -> None:
        """Show how far it is, in whole per cents."""
        before = self.update_percentage
        self._share = share
        if before != self.update_percentage:
            self.async_write_ha_state()

    def _refusal(self, key: str, **placeholders: str) -> HomeAssistantError:
        return HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"name": self._hub.entry.title, **placeholders},
        )
