"""Chromium without a window, on Home Assistant's front end."""

import io
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu")
SIZE = (1000, 820)
# Pages of flat colours: so few are enough, and make files of 20 kB.
COLOURS = 64
PATIENCE_MS = 60_000
# Dialogs slide in; a picture taken meanwhile shows half of one.
SETTLE_MS = 600


class FrontEnd:
    """One page of Home Assistant's front end, in the words of its user."""

    def __init__(self, page: Page, url: str, pictures: Path) -> None:
        """Show nothing yet; pictures go into a folder."""
        self.page = page
        self._url = url
        self._pictures = pictures
        page.set_default_timeout(PATIENCE_MS)

    async def open(self, path: str) -> None:
        """Open a page by its path."""
        await self.page.goto(self._url + path)

    async def press(self, name: str, *, last: bool = False) -> None:
        """Press a button, of several of that name the first or the last."""
        buttons = self.page.get_by_role("button", name=name, exact=True)
        await (buttons.last if last else buttons.first).click()

    async def choose(self, text: str) -> None:
        """Click a text of a list or menu; what is on top comes last."""
        await self.sees(text)
        await self.page.get_by_text(text, exact=True).last.click()

    async def choose_part(self, text: str) -> None:
        """Click what holds a text."""
        await (await self.sees(text)).click()
        await self._settle()

    async def choose_in_menu(self, item: str) -> None:
        """Choose from the menu of the integration's first entry."""
        row = self.page.locator("ha-config-entry-row").first
        await row.get_by_role("button", name="Menu", exact=True).first.click()
        await row.get_by_role("menuitem", name=item).first.click()

    async def pick(self, field: str, text: str) -> None:
        """Open a drop-down field, look for something in it, and take the last that is found."""
        await self.choose(field)
        await self._settle()
        await self.page.keyboard.type(text)
        await self._settle()
        await self.page.locator("ha-combo-box-item").last.click()
        await self._settle()

    async def type_port(self, port: str) -> None:
        """Name a port that is not in the list."""
        await self.page.locator("ha-selector-serial_port").click()
        await self.choose("Enter manually")
        await self._settle()
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(port)
        await self._settle()

    async def fill(self, label: str, text: str) -> None:
        """Type into a text field of a form."""
        for field in await self.page.locator("ha-selector-text").all():
            if await field.evaluate("field => field.label") == label:
                await field.locator("input").fill(text)
                return
        raise LookupError(f"No field {label!r} is on the page")

    async def sees(self, text: str) -> Locator:
        """Wait until a text is on the page; return where."""
        found = self.page.get_by_text(text).last
        await found.wait_for()
        return found

    async def shows(self, text: str) -> bool:
        """Tell whether a text is on the page once it is at rest."""
        await self._settle()
        return await self.page.get_by_text(text).count() > 0

    async def download(self, name: str) -> str:
        """Press what downloads something; return what came."""
        async with self.page.expect_download() as coming:
            await self.page.get_by_text(name).first.click()
        return (await (await coming.value).path()).read_text()

    async def picture(self, name: str) -> None:
        """Keep a picture of the page as it is."""
        await self._settle()
        screen = Image.open(io.BytesIO(await self.page.screenshot())).convert("RGB")
        few = screen.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self._pictures / f"{name}.png", optimize=True)

    async def _settle(self) -> None:
        await self.page.wait_for_timeout(SETTLE_MS)


def chromium() -> str | None:
    """Return the path of the browser, None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def front_end(url: str, pictures: Path) -> AsyncIterator[FrontEnd]:
    """Start the browser and yield an empty page; stop it at the end."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=list(ARGUMENTS)
        )
        try:
            width, height = SIZE
            page = await browser.new_page(viewport={"width": width, "height": height})
            yield FrontEnd(page, url, pictures)
        finally:
            await browser.close()
