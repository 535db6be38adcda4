"""A server's process, in a folder of its own, on loopback only."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import ClassVar, Self
from urllib.error import URLError
from urllib.request import urlopen

from .ports import free_port

START_SECONDS = 20
STOP_SECONDS = 20


class ServerError(Exception):
    """A server is missing or does not do what it should; the text says what to do."""


def find(program: str) -> str | None:
    """Return the path of a server: the system's, or the one that scripts/setup has fetched."""
    folders = [os.environ["PATH"], "/usr/sbin", f"{fetched()}/bin", f"{fetched()}/sbin"]
    return shutil.which(program, path=os.pathsep.join(folders))


def fetched() -> Path:
    """Return where scripts/setup puts what it has fetched."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "domotik/debian/servers/usr"


def environment(path: str) -> dict[str, str]:
    """Return what a program needs to find the libraries that were fetched with it."""
    if not Path(path).is_relative_to(fetched()):
        return dict(os.environ)
    libraries = [str(folder) for folder in fetched().glob("lib/*-linux-gnu*")]
    return os.environ | {"LD_LIBRARY_PATH": os.pathsep.join(libraries)}


def run(program: str, *arguments: str) -> int:
    """Run one of the tools that come with a server; return its exit code."""
    path = find(program)
    if path is None:
        raise ServerError(f"{program} is not installed: run scripts/setup servers.")
    return subprocess.run([path, *arguments], env=environment(path), check=False).returncode


class Server:
    """A server's process; it can be stopped and started again on the same port."""

    program: ClassVar[str]
    package: ClassVar[str]

    def __init__(self, folder: Path, port: int | None = None) -> None:
        """Keep all in a folder; nothing runs yet."""
        self.folder = folder
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return where it serves."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> None:
        """Start it and return when it answers; raises ServerError."""
        path = find(self.program)
        if path is None:
            raise ServerError(
                f"{self.program} is not installed: run scripts/setup servers, or install the "
                f"package {self.package}."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [path, *self.arguments()],
                env=environment(path),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise ServerError(f"{self.program} did not start; see {log}.")
            time.sleep(0.02)

    def kill(self) -> None:
        """End it without a goodbye to anybody."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Stop it and wait for its end."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def arguments(self) -> list[str]:
        """Return the command line, its files written."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Tell whether it is ready."""
        raise NotImplementedError

    def get(self, path: str, body: bytes | None = None) -> str:
        """Return what a GET, or a POST of a body, answers."""
        with urlopen(self.url + path, data=body, timeout=10) as response:  # noqa: S310 - loopback
            text: str = response.read().decode()
            return text

    def gets(self, path: str) -> bool:
        """Tell whether something answers a GET."""
        try:
            self.get(path)
        except URLError, OSError:
            return False
        return True
