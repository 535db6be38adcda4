"""TLS between a node and a real Mosquitto: only a server that the authority vouches for."""

from pathlib import Path

import pytest

from demo.mosquitto import GuardedMosquitto

from . import certificates
from .conftest import PASSWORDS, Staging
from .listener import Listener

USER = "homeassistant"


async def test_samples_go_through_tls(tmp_path: Path, stage: Staging) -> None:
    certs = certificates.write(tmp_path / "certs")
    authority = certs / "ca.pem"
    with GuardedMosquitto(tmp_path, PASSWORDS, certs) as server:
        async with Listener(
            server.port, USER, PASSWORDS[USER], "domotik/#", authority
        ) as listener:
            await stage(server.port, authority=authority)
            await listener.hears(2)


@pytest.mark.parametrize(
    ("certified", "sentence"),
    [
        ({"days": -1}, "TLS with 127.0.0.1: The certificate validity has expired"),
        ({"address": "127.0.0.2"}, "TLS with 127.0.0.1: The certificate Common Name"),
    ],
)
async def test_a_bad_certificate_is_named_and_gets_nothing(
    tmp_path: Path, stage: Staging, certified: dict[str, int], sentence: str
) -> None:
    certs = certificates.write(tmp_path / "certs", **certified)  # type: ignore[arg-type]
    with GuardedMosquitto(tmp_path, PASSWORDS, certs) as server:
        staged = await stage(server.port, authority=certs / "ca.pem")
        await staged.until(lambda: staged.says(sentence))
        assert staged.kept() == staged.taken()


async def test_a_server_of_another_authority_gets_nothing(tmp_path: Path, stage: Staging) -> None:
    certs = certificates.write(tmp_path / "certs")
    other = certificates.write(tmp_path / "other")
    with GuardedMosquitto(tmp_path, PASSWORDS, certs) as server:
        staged = await stage(server.port, authority=other / "ca.pem")
        await staged.until(lambda: staged.says("The certificate is not correctly signed"))
        assert staged.kept() == staged.taken()


async def test_a_missing_authority_is_named(tmp_path: Path, stage: Staging) -> None:
    certs = certificates.write(tmp_path / "certs")
    with GuardedMosquitto(tmp_path, PASSWORDS, certs) as server:
        staged = await stage(server.port, mqtt={"ca": "none.pem"})
        await staged.until(lambda: staged.says("there is no file none.pem on this board"))
