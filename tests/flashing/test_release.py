"""What `scripts/release` builds is what HACS installs, and the same each time."""

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from custom_components.domotik.protocol.firmware import source_version
from flashing import changes, release
from flashing.errors import FlashError

REPOSITORY = Path(__file__).parents[2]
HACS: dict[str, Any] = json.loads((REPOSITORY / "hacs.json").read_text())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target: Path = tmp_path_factory.mktemp("release") / HACS["filename"]
    release.build(target)
    return target


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return copies of the files that hold the version, which may be written."""
    for name in ("MANIFEST", "FIRMWARE", "CHANGES"):
        path = tmp_path / getattr(changes, name).name
        shutil.copy(getattr(changes, name), path)
        monkeypatch.setattr(changes, name, path)
    return tmp_path


def test_building_twice_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    release.build(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == built.read_bytes()


def test_no_byte_depends_on_the_machine_that_builds(built: Path) -> None:
    entries = zipfile.ZipFile(built).infolist()
    assert {entry.date_time for entry in entries} == {release.TIME}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.create_system for entry in entries} == {release.UNIX}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)


def test_its_files_lie_as_in_the_integrations_own_folder(built: Path) -> None:
    names = zipfile.ZipFile(built).namelist()
    assert {"manifest.json", "__init__.py", "translations/en.json", "brand/icon.png"} <= set(names)
    assert [name for name in names if name.startswith(("/", "custom_components"))] == []


@pytest.mark.parametrize("name", ["broker/broker.mpy", "node/node.mpy", "node/sensors/bme280.mpy"])
def test_it_brings_the_compiled_firmware(built: Path, name: str) -> None:
    assert zipfile.ZipFile(built).read(f"firmware/{name}").startswith(b"M\x06")


def test_no_source_of_the_firmware_is_in_it(built: Path) -> None:
    names = zipfile.ZipFile(built).namelist()
    assert [name for name in names if re.fullmatch(r"firmware/.+\.py", name)] == []


def test_hacs_finds_the_zip_by_the_name_that_is_built() -> None:
    assert HACS["zip_release"]
    assert release.ROOT / "dist" / HACS["filename"] == REPOSITORY / "dist/domotik.zip"


def test_one_version_stands_everywhere() -> None:
    assert changes.manifest_version() == source_version()
    assert changes.section(source_version()).text.startswith("- ")


def test_beginning_a_version_writes_it_everywhere(texts: Path) -> None:
    changes.begin("7.8.9")
    assert changes.manifest_version() == "7.8.9"
    assert 'FIRMWARE = "7.8.9"' in (texts / "version.py").read_text()
    assert changes.section("7.8.9").date == "unreleased"


def test_beginning_a_version_changes_nothing_else_in_the_manifest(texts: Path) -> None:
    before = (texts / "manifest.json").read_text()
    changes.begin("7.8.9")
    after = (texts / "manifest.json").read_text()
    assert after == before.replace(source_version(), "7.8.9")


def test_beginning_a_version_twice_writes_one_section(texts: Path) -> None:
    changes.begin("7.8.9")
    changes.begin("7.8.9")
    assert (texts / "CHANGELOG.md").read_text().count("## 7.8.9") == 1


def test_what_is_no_version_does_not_begin(texts: Path) -> None:
    with pytest.raises(FlashError, match="write it as"):
        changes.begin("next")


def test_unreleased_version_is_not_published(texts: Path) -> None:
    changes.begin("7.8.9")
    with pytest.raises(FlashError, match="write the day"):
        changes.released("7.8.9")


def test_version_without_a_section_is_refused(texts: Path) -> None:
    with pytest.raises(FlashError, match="has no section"):
        changes.section("99.0.0")


def test_notes_of_a_release_are_its_own_section(texts: Path) -> None:
    changes.begin("7.8.9")
    written = (texts / "CHANGELOG.md").read_text()
    (texts / "CHANGELOG.md").write_text(
        written.replace("7.8.9 - unreleased\n", "7.8.9 - 2027-01-01\n\n- It flies.\n")
    )
    assert changes.released("7.8.9").text == "- It flies.\n"


def test_tag_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FlashError, match=r"not 9\.9\.9"):
        release.announce("9.9.9", tmp_path / "notes.md")
