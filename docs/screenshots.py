"""Takes the pictures of the README from a running demo: `.venv/bin/python docs/screenshots.py http://localhost:8000`."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
SIZE = {"width": 1280, "height": 860}
SANDBOX = ["--no-sandbox"] if os.geteuid() == 0 else []


def main(address: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SANDBOX)
        page = browser.new_page(base_url=address, viewport=SIZE)
        page.goto("/sign-in/")
        page.get_by_label("Username").fill("clinician")
        page.get_by_label("Password").fill("start-low-go-slow")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Code").fill("246810")
        page.get_by_role("button", name="Sign in").click()
        page.screenshot(path=IMAGES / "worklist.png")
        page.get_by_role("row").filter(has_text="6 months").first.locator("a.row-link").click()
        page.wait_for_load_state()
        page.screenshot(path=IMAGES / "chart.png")
        page.goto("/outcomes/?prescribed_from=2019-06-01&prescribed_to=2019-12-31")
        page.screenshot(path=IMAGES / "outcomes.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
