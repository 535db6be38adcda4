"""A real Mosquitto on loopback, with the users and the access list of `examples/mosquitto`."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Self

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLE = REPOSITORY / "examples" / "mosquitto"
START_SECONDS = 10


class MosquittoError(Exception):
    """There is no Mosquitto to be had, or it did not start; the text says what to do."""


@cache
def _paths() -> dict[str, str]:
    return {}


async def program(name: str) -> str:
    """Return the path of one of Mosquitto's programs, fetched if need be."""
    if name not in _paths():
        process = await asyncio.create_subprocess_exec(
            REPOSITORY / "scripts" / "server",
            "mosquitto",
            name,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        if process.returncode:
            raise MosquittoError(errors.decode().strip())
        _paths()[name] = output.decode().strip()
    return _paths()[name]


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Mosquitto:
    """One server; use it as an async context, or start and stop it by hand."""

    def __init__(
        self, folder: Path, passwords: Mapping[str, str], certificates: Path | None = None
    ) -> None:
        """Prepare a server for users with passwords; with certificates it speaks TLS only."""
        self.port = free_port()
        self._folder = folder
        self._passwords = passwords
        self._certificates = certificates
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Start the server."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop the server."""
        await self.stop()

    async def start(self) -> None:
        """Return when the server takes connections."""
        await self._write_passwords()
        config = self._folder / "mosquitto.conf"
        config.write_text(self._config())
        with (self._folder / "mosquitto.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                await program("mosquitto"), "-c", config, stdout=log, stderr=log
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._listens()
        except TimeoutError as error:
            raise MosquittoError((self._folder / "mosquitto.log").read_text()) from error

    async def stop(self) -> None:
        """Stop the server and wait for its end."""
        if self._process and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def kill(self) -> None:
        """End the server without a goodbye to anybody."""
        assert self._process
        self._process.kill()
        await self._process.wait()

    def _config(self) -> str:
        """Return the example's configuration, with its files and ports moved to ours."""
        folder = f"{self._folder}/"
        text = (EXAMPLE / "domotik.conf").read_text().replace("/etc/mosquitto/", folder)
        # Started by root it would become another user, who can't read these files.
        text += "user root\n"
        (self._folder / "domotik.acl").write_text((EXAMPLE / "domotik.acl").read_text())
        listener = f"listener {self.port} 127.0.0.1"
        if not self._certificates:
            return text.replace("listener 1883", listener)
        tls = (EXAMPLE / "domotik-tls.conf").read_text().replace("listener 8883", listener)
        tls = tls.replace("/etc/mosquitto/certs/", f"{self._certificates}/")
        return text.replace("listener 1883\n", "") + tls

    async def _write_passwords(self) -> None:
        """Write the password file as mosquitto_passwd makes it."""
        file = self._folder / "domotik.passwords"
        if file.exists():
            return
        file.write_text("".join(f"{user}:{word}\n" for user, word in self._passwords.items()))
        file.chmod(0o600)
        process = await asyncio.create_subprocess_exec(
            await program("mosquitto_passwd"), "-U", file
        )
        if await process.wait():
            raise MosquittoError(f"mosquitto_passwd could not write {file}")

    async def _listens(self) -> None:
        """Return when the port is open."""
        assert self._process
        while self._process.returncode is None:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.02)
        raise TimeoutError
