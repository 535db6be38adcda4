"""A Mosquitto with the users and the access list of `examples/mosquitto`."""

from collections.abc import Mapping
from pathlib import Path
from typing import override

from .hass import REPOSITORY
from .server import ServerError, run
from .servers import Mosquitto

EXAMPLE = REPOSITORY / "examples/mosquitto"


class GuardedMosquitto(Mosquitto):
    """A server that knows who may do what; with certificates it speaks TLS only."""

    def __init__(
        self, folder: Path, passwords: Mapping[str, str], certificates: Path | None = None
    ) -> None:
        """Prepare a server for users with passwords."""
        super().__init__(folder)
        self.passwords = passwords
        self._certificates = certificates

    @override
    def arguments(self) -> list[str]:
        self._write_passwords()
        (self.folder / "domotik.acl").write_text((EXAMPLE / "domotik.acl").read_text())
        config = self.folder / "mosquitto.conf"
        config.write_text(self._config())
        return ["-c", str(config)]

    def _config(self) -> str:
        """Return the example's configuration, with its files and ports moved to ours."""
        text = (EXAMPLE / "domotik.conf").read_text().replace("/etc/mosquitto", str(self.folder))
        # Started by root it would become another user, who can't read these files.
        text += "user root\n"
        listener = f"listener {self.port} 127.0.0.1"
        if not self._certificates:
            return text.replace("listener 1883", listener)
        tls = (EXAMPLE / "domotik-tls.conf").read_text().replace("listener 8883", listener)
        tls = tls.replace("/etc/mosquitto/certs", str(self._certificates))
        return text.replace("listener 1883\n", "") + tls

    def _write_passwords(self) -> None:
        """Write the password file as mosquitto_passwd makes it, once."""
        file = self.folder / "domotik.passwords"
        if file.exists():
            return
        file.write_text("".join(f"{user}:{word}\n" for user, word in self.passwords.items()))
        file.chmod(0o600)
        if run("mosquitto_passwd", "-U", str(file)):
            raise ServerError(f"mosquitto_passwd could not write {file}.")
