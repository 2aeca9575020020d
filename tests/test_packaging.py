"""What is shipped: the wheel holds the tables, stylesheets and the manual, and starts in an environment of its own."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*argv: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in argv],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, f"{argv[0]}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel, and of this one only what the wheel needs."""
    folder = tmp_path_factory.mktemp("installed")
    venv = folder / "venv"
    programs = venv / "bin"
    if importlib.util.find_spec("pip"):
        run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=folder)
        into = ("--python", programs / "python", "install", "-q", "--no-deps", "--no-index")
        run(sys.executable, "-m", "pip", *into, wheel, cwd=folder)
    elif importlib.util.find_spec("ensurepip"):
        run(sys.executable, "-m", "venv", venv, cwd=folder)
        run(programs / "python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel, cwd=folder)
    else:
        run("uv", "venv", "-q", "--python", sys.executable, venv, cwd=folder)
        run(
            "uv",
            "pip",
            "install",
            "-q",
            "--offline",
            "--no-deps",
            "--python",
            programs / "python",
            wheel,
            cwd=folder,
        )
    own = run(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    others = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(own.strip(), "dependencies.pth").write_text("\n".join(sorted(others)))
    return programs


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables of a user who never saw fleetui."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "FLEETUI", "VIRTUAL"))
    }
    return {**kept, "HOME": str(tmp_path), "FLEETUI_HOME": str(tmp_path / "fleet")}


def test_the_wheel_holds_every_table_stylesheet_and_text_of_the_manual(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    here = {str(path.relative_to(ROOT)) for path in (ROOT / "fleetui").rglob("*.toml")}
    styles = {f"fleetui/styles/{path.name}" for path in (ROOT / "styles").glob("*.tcss")}
    docs = {f"fleetui/docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert here
    assert styles
    assert docs
    assert here | styles | docs <= names
    assert {"fleetui/demo/standin/standin.py", "fleetui/ports/hooks/fleetui-hook.sh"} <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    strangers = [name for name in names if not name.startswith(("fleetui/", "fleetui-"))]
    assert not strangers
    assert not [name for name in names if "__pycache__" in name]


def test_it_starts_from_the_wheel(installed: Path, environment: dict[str, str], tmp_path: Path) -> None:
    said = run(installed / "fleetui", "--version", cwd=tmp_path, env=environment)
    from fleetui import __version__

    assert __version__ in said
    assert not (tmp_path / "fleet").exists()


def test_its_manual_is_printed_from_the_wheel(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    assert "Safety" in run(installed / "fleetui", "help", "safety", cwd=tmp_path, env=environment)


def test_every_module_of_the_wheel_can_be_imported(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    program = (
        "import importlib, pkgutil, fleetui\n"
        "assert 'site-packages' in fleetui.__file__, fleetui.__file__\n"
        "for found in pkgutil.walk_packages(fleetui.__path__, 'fleetui.'):\n"
        "    importlib.import_module(found.name)\n"
        "from fleetui.ui.stylesheets import paths\n"
        "print(*paths())\n"
    )
    said = run(installed / "python", "-P", "-c", program, cwd=tmp_path, env=environment)
    assert "site-packages/fleetui/styles/app.tcss" in said
