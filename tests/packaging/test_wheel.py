"""What `make wheel` packs: all of the program, its templates, the agents, the manual pages, and nothing of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from ha1to2.version import VERSION

from docs.share import files

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = ("translator", "cib_templates", "agents", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")
PIP = (sys.executable, "-m", "pip", "--quiet", "--no-input")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this tree, built beside it."""
    work = tmp_path_factory.mktemp("wheel")
    for source in SOURCES:
        if (PROJECT / source).is_dir():
            shutil.copytree(PROJECT / source, work / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / source, work / source)
    # what `make man` does before it
    for name, text in files.files().items():
        (work / "build/share" / name).parent.mkdir(parents=True, exist_ok=True)
        (work / "build/share" / name).write_text(text)
    build = [*PIP, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", str(work / "dist"), str(work)]
    subprocess.run(build, check=True, timeout=300)
    return next((work / "dist").glob("*.whl"))


def test_nothing_is_missing(wheel: Path) -> None:
    program = [path for path in (PROJECT / "translator").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    expected = {f"ha1to2/{path.relative_to(PROJECT / 'translator')}" for path in program}
    templates = [path for path in (PROJECT / "cib_templates").iterdir() if path.suffix in {".j2", ".py", ".pyi"}]
    expected |= {f"ha1to2/templates/{path.name}" for path in templates}
    library = PROJECT / "agents/lib/ha1to2_agents"
    expected |= {f"ha1to2/agents/lib/ha1to2_agents/{path.name}" for path in library.glob("*.py")}
    stubs = [path for path in (PROJECT / "agents").iterdir() if path.is_file() and path.read_bytes().startswith(b"#!")]
    expected |= {f"ha1to2/agents/{path.name}" for path in stubs}
    expected |= {f"ha1to2-{VERSION}.data/data/share/{name}" for name in files.files()}
    packed = zipfile.ZipFile(wheel).namelist()
    assert {name for name in packed if ".dist-info/" not in name} == expected
    assert any(name.endswith(("/licenses/LICENSE", ".dist-info/LICENSE")) for name in packed)


def test_it_works_where_it_is_installed(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", tmp_path / "site", wheel], check=True, timeout=300)
    ha1to2 = [sys.executable, "-c", "from ha1to2.cli import main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    where = [sys.executable, "-c", "import ha1to2; print(ha1to2.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.startswith(str(tmp_path))
    tree = PROJECT / "tests/golden/memo-web01"
    done = subprocess.run(
        [*ha1to2, "convert", tree / "etc/ha.d"], cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=True
    )
    assert done.stdout == (tree / "cib.xml").read_bytes()
    install = [*ha1to2, "install-agents", "--root", str(tmp_path / "root")]
    subprocess.run(install, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, timeout=120, check=True)
    ocf = tmp_path / "root/usr/lib/ocf"
    asked = [str(ocf / "resource.d/ha1to2/vip-check"), "meta-data"]
    told = subprocess.run(asked, env={"OCF_ROOT": str(ocf)}, capture_output=True, timeout=60, check=True)
    assert b'<resource-agent name="vip-check"' in told.stdout
