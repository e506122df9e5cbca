"""The page in a real browser: nothing refused, nothing asked for, nothing wider than the screen."""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from salesplan.report.document.build import plan_document
from salesplan.report.document.writers.branding import branding
from salesplan.report.document.writers.html import document_html
from tests.report.plans import full, huge, tiny
from tests.report.test_document import Make

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--virtual-time-budget=2000",
)  # fmt: skip

Visit = Callable[[str, int], tuple[str, str, list[str]]]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """Opens a page at a width: the page as the browser built it, what it logged, and the paths it asked for."""
    asked: list[str] = []

    class Server(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(tmp_path))  # type: ignore[arg-type]

        def log_message(self, *_arguments: object) -> None:
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def opened(page: str, width: int) -> tuple[str, str, list[str]]:
        asked.clear()
        (tmp_path / "plan.html").write_text(page, encoding="utf-8")
        (tmp_path / "frame.html").write_text(
            f"<iframe id=f src=plan.html width={width} height=900></iframe><script>f.onload = () => {{"
            "const d = f.contentDocument.documentElement;"
            "const [page, screen] = [d.scrollWidth, d.clientWidth];"
            "document.title = page <= screen ? 'fits' : `${page} of ${screen}`}</script>",
            encoding="utf-8",
        )
        url = f"http://127.0.0.1:{server.server_address[1]}/frame.html"
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        done = subprocess.run(
            ["chromium", *FLAGS, profile, "--window-size=1600,1000", "--dump-dom", url],
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line), list(asked)

    yield opened
    server.shutdown()
    server.server_close()


@pytest.mark.heavy("chromium")
@pytest.mark.parametrize("make", [tiny, full, huge])
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_a_page_in_chromium(visit: Visit, make: Make, width: int) -> None:
    page = document_html(plan_document(*make(), "fr"), branding("#0a5a3c"))
    built, logged, asked = visit(page, width)
    assert logged == ""
    assert "<title>fits</title>" in built
    assert {path for path in asked if path != "/favicon.ico"} == {"/frame.html", "/plan.html"}


@pytest.mark.heavy("chromium")
def test_chromium_refuses_what_the_policy_does_not_name(visit: Visit) -> None:
    """So that the test above cannot pass by chance."""
    page = document_html(plan_document(*tiny())).replace("</body>", "<script>1</script><img src=x.png></body>")
    _, logged, asked = visit(page, 768)
    assert "Content Security Policy" in logged
    assert "/x.png" not in asked
