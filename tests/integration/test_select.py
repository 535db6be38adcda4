"""The broker's channel as a setting."""

import pytest
from homeassistant.const import STATE_UNAVAILABLE, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er

from custom_components.domotik.protocol import wire
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, state
from tests.waiting import until

CHANNEL = "select.domotik_broker_000001_radio_channel"


async def choose(hass: HomeAssistant, option: str) -> None:
    """Choose a channel as a user does."""
    await hass.services.async_call(
        "select", "select_option", {"entity_id": CHANNEL, "option": option}, blocking=True
    )


@pytest.mark.usefixtures("running")
async def test_channel_is_the_brokers(hass: HomeAssistant) -> None:
    assert state(hass, CHANNEL) == "6"


@pytest.mark.usefixtures("running")
async def test_channel_is_a_setting(entity_registry: er.EntityRegistry) -> None:
    found = entity_registry.async_get(CHANNEL)
    assert found is not None
    assert found.entity_category is EntityCategory.CONFIG


@pytest.mark.usefixtures("running")
async def test_all_channels_can_be_chosen(hass: HomeAssistant) -> None:
    found = hass.states.get(CHANNEL)
    assert found is not None
    assert found.attributes["options"] == [str(channel) for channel in range(1, 14)]


@pytest.mark.usefixtures("running")
async def test_chosen_channel_is_told_to_the_broker(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    await choose(hass, "11")
    assert (broker.channel, state(hass, CHANNEL)) == (11, "11")


@pytest.mark.usefixtures("running")
async def test_no_other_channel_can_be_chosen(hass: HomeAssistant) -> None:
    with pytest.raises(ServiceValidationError):
        await choose(hass, "14")


@pytest.mark.usefixtures("running")
async def test_broker_that_does_not_answer_is_an_error(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.mute = {wire.CONFIGURE}
    with pytest.raises(HomeAssistantError) as caught:
        await choose(hass, "11")
    assert caught.value.translation_key == "channel_not_set"
    assert state(hass, CHANNEL) == "6"


@pytest.mark.usefixtures("running")
async def test_error_names_broker_and_channel(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.mute = {wire.CONFIGURE}
    with pytest.raises(HomeAssistantError) as caught:
        await choose(hass, "11")
    assert caught.value.translation_placeholders == {
        "broker": "Domotik broker (000001)",
        "channel": "11",
    }


@pytest.mark.usefixtures("running")
async def test_channel_follows_a_broker_that_was_set_elsewhere(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.channel = 3
    broker.restart()
    await becomes(hass, CHANNEL, "3")


@pytest.mark.usefixtures("running")
async def test_channel_is_unavailable_without_its_broker(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.unplug()
    await becomes(hass, CHANNEL, STATE_UNAVAILABLE)


@pytest.mark.usefixtures("running")
async def test_channel_comes_back_with_its_broker(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.unplug()
    await becomes(hass, CHANNEL, STATE_UNAVAILABLE)
    broker.plug()
    await until(lambda: state(hass, CHANNEL) == "6")
