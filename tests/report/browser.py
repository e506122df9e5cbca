"""Pages in a real browser, with everything that goes wrong in them written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", event => violations.push(`${event.violatedDirective} ${event.sample}`));
"""


@dataclass
class Tab:
    """One page, and what it complained of or asked the network for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def run(self, script: str, given: object = None) -> Any:
        """What a function of JavaScript returns."""
        return self.page.evaluate(script, given)

    def assert_quiet(self) -> None:
        """Nothing complained, nothing was fetched, the policy held."""
        assert self.complaints == []
        assert self.run("() => window.violations") == []
        assert [one for one in self.requests if not one.startswith("file:")] == []
        assert len(self.requests) <= 1, self.requests


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, html: str, folder: Path, **options: Any) -> Iterator[Tab]:
    """The page opened from a file."""
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context(**options)
    page = context.new_page()
    page.add_init_script(WATCH)
    opened = Tab(page)
    page.on("console", lambda message: opened.complaints.append(message.text))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("request", lambda request: opened.requests.append(request.url))
    page.goto(path.as_uri())
    yield opened
    context.close()
