"""The page of the review in a real browser, where Chromium is installed.

The rules of accessibility are those of axe-core, where ``LICREG_AXE`` names its
``axe.min.js`` (npm install axe-core): the page alone lets no script run, so its policy
is taken out of the copy that is examined.
"""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg

BROWSER: Final = shutil.which("chromium") or shutil.which("chromium-browser")
AXE: Final = Path(os.environ.get("LICREG_AXE", "axe.min.js"))
OPTIONS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--enable-logging=stderr"),
)
THEMES: Final = {"dark": 0, "light": 1}
WIDTHS: Final = {"phone": 375, "wide": 1440}
POLICY: Final = re.compile(r"<meta http-equiv=[^>]*>")

pytestmark = pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")


def shown(page: Path, *options: str) -> tuple[str, str]:
    """Return a page as a browser has it, and what it says of it on its console."""
    folder = page.parent / "browser"
    run = subprocess.run(
        [
            *(str(BROWSER), *OPTIONS, f"--user-data-dir={folder}", *options),
            *("--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    return run.stdout, "\n".join(said)


@pytest.fixture(params=["en", "vi"])
def page(
    request: pytest.FixtureRequest, licreg: Licreg, demo: Path, tmp_path: Path
) -> Path:
    place = tmp_path / "review.html"
    options = ("--lang", request.param, "-o", place)
    assert licreg("--register", demo, "review", "2024", *options).code == 0
    return place


def test_the_browser_has_nothing_to_say(page: Path) -> None:
    dom, said = shown(page)

    assert said == ""
    assert dom.count("<section") == 13
    assert dom.count("<svg") > 8


def test_the_browser_would_say_it_if_anything_were_fetched(page: Path) -> None:
    text = page.read_text("utf-8")
    page.write_text(text.replace("</main>", "<img src='//a.invalid/x.png'>"), "utf-8")

    _, said = shown(page)

    assert "Content Security Policy" in said


@pytest.mark.skipif(not AXE.is_file(), reason="LICREG_AXE names no axe.min.js")
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
class TestAccessibility:
    """Both themes, on a phone and on a wide screen."""

    def test_nothing_is_violated(self, page: Path, theme: str, width: str) -> None:
        found = self.examined(page, theme, width)

        assert found["violations"] == []
        assert found["is_dark"] is (theme == "dark")
        assert found["passes"] > 30
        assert found["width"] <= found["room"]  # Nothing lies beyond the edge.

    def test_a_fault_would_be_found(self, page: Path, theme: str, width: str) -> None:
        text = page.read_text("utf-8")
        text = text.replace("--quiet: #565f69", "--quiet: #c9cdd1")
        text = text.replace("--quiet: #a6b0ba", "--quiet: #363d45")
        page.write_text(text, "utf-8")

        assert "color-contrast" in self.examined(page, theme, width)["violations"]

    @staticmethod
    def examined(page: Path, theme: str, width: str) -> Any:  # noqa: ANN401  # JSON
        """Return what axe finds, and how wide the page is."""
        text = POLICY.sub("", page.read_text("utf-8"))
        script = f"""
<script>{AXE.read_text("utf-8")}</script>
<script>
const root = document.documentElement;
const seen = {{
  is_dark: matchMedia("(prefers-color-scheme: dark)").matches,
  width: root.scrollWidth, room: root.clientWidth,
}};
axe.run(document).then((found) => {{
  seen.violations = found.violations.map((one) => one.id);
  seen.passes = found.passes.length;
  document.body.textContent = JSON.stringify(seen);
}});
</script>
"""
        copy = page.with_name("examined.html")
        copy.write_text(text.replace("</body>", f"{script}</body>"), "utf-8")
        dom, _ = shown(
            copy,
            f"--blink-settings=preferredColorScheme={THEMES[theme]}",
            f"--window-size={WIDTHS[width]},900",
            "--virtual-time-budget=30000",
        )
        (answer,) = re.findall(r"<body>(\{.*\})</body>", dom, re.DOTALL)
        return json.loads(html.unescape(answer))
