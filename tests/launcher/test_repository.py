"""What must be in no tracked file, and what must be in two that agree."""

import re
import subprocess
from pathlib import Path

import pytest

from ldnclinic.launcher.folders import ROOT

REGISTRY = re.compile(r"(pypi|pythonhosted|npmjs|unpkg|jsdelivr)\.(org|com|net)")


def tracked_files():
    listed = subprocess.check_output(["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"], cwd=ROOT, text=True)
    return [ROOT / name for name in listed.split("\0") if name and "vendor" not in name]


def files_with(found_in):
    contents = {file: file.read_text(errors="replace") for file in tracked_files() if file.is_file()}
    return [str(file.relative_to(ROOT)) for file, text in contents.items() if found_in(text)]


@pytest.mark.parametrize("folder", [ROOT, Path.home()])
def test_no_file_names_a_folder_of_this_machine(folder):
    assert files_with(lambda text: f"{folder}/" in text) == []


def test_no_file_names_a_package_registry():
    assert files_with(REGISTRY.search) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"])
def test_a_lock_has_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_the_example_lists_every_variable_of_the_settings():
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', (ROOT / "ldnclinic/settings.py").read_text()))
    listed = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    of_compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert listed == read | of_compose


def test_the_database_of_compose_logs_no_values_of_a_refused_row():
    compose = (ROOT / "docker-compose.yml").read_text()
    assert "command: postgres -c log_min_error_statement=panic -c log_error_verbosity=terse\n" in compose


def test_compose_expects_the_proxy_that_it_asks_for():
    assert "BEHIND_PROXY: ${BEHIND_PROXY:-1}\n" in (ROOT / "docker-compose.yml").read_text()
