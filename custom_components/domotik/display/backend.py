"""What takes a picture to where it is seen."""

from typing import Protocol

from PIL import Image


class Backend(Protocol):
    """Shows pictures; both methods are called from other threads than the event loop's."""

    def show(self, image: Image.Image) -> None:
        """Show a picture and return when it is seen; PanelError if it is not."""

    def let_go(self) -> None:
        """Make a `show` that runs in another thread end soon, the panel asleep."""


class Nowhere:
    """Shows nothing: the picture is only that of the image entity."""

    def show(self, image: Image.Image) -> None:
        """Be content."""

    def let_go(self) -> None:
        """Have nothing to end."""
