"""The broker's heap does not grow with the frames that pass through it."""

from campaign.heap import growing, watch


async def test_the_brokers_heap_stays_as_it_is(socket_enabled: None) -> None:
    assert growing(await watch(600, count=3)) == []
