"""Two ways of using a page: by pointing, and from the keyboard alone."""

from typing import Final, Protocol

from playwright.sync_api import Locator, Page

FAR: Final = 150  # presses of Tab after which something cannot be reached
_REACHED: Final = "nodes => nodes.includes(document.activeElement)"
_VISIBLY: Final = """node => { const style = getComputedStyle(node);
  return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none'; }"""
_HIDDEN: Final = """node => { const box = node.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !(top && (node === top || node.contains(top) || top.contains(node))); }"""


class Hand(Protocol):
    """How somebody presses a link or a button, types in a field, and chooses among radio buttons."""

    def press(self, target: Locator) -> None: ...
    def write(self, target: Locator, text: str) -> None: ...
    def choose(self, options: Locator, rank: int) -> None: ...


class Pointer:
    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, options: Locator, rank: int) -> None:
        options.nth(rank).check()


class Keyboard:
    """Goes from one thing to the next with Tab, and checks on the way that one sees where one is."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, target: Locator) -> None:
        self._reach(target)
        self._page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self._reach(target)
        self._page.keyboard.press("Control+a")
        self._page.keyboard.type(text)

    def choose(self, options: Locator, rank: int) -> None:
        """Tab enters a group of radio buttons once; arrows move inside."""
        self._reach(options)
        for _ in range(options.count()):
            self._page.keyboard.press("Space")
            if options.nth(rank).is_checked():
                return
            self._page.keyboard.press("ArrowDown")
        assert options.nth(rank).is_checked()

    def _reach(self, targets: Locator) -> None:
        for _ in range(FAR):
            if targets.evaluate_all(_REACHED):
                focused = self._page.locator(":focus")
                assert focused.evaluate(_VISIBLY), f"no visible focus on {focused.evaluate('node => node.outerHTML')}"
                assert not focused.evaluate(_HIDDEN), f"covered: {focused.evaluate('node => node.outerHTML')}"
                return
            self._page.keyboard.press("Tab")
        msg = f"the keyboard does not reach {targets}"
        raise AssertionError(msg)
