"""Pacemaker's own programs, and the agents, for the tests of the CIB."""

from __future__ import annotations

from pathlib import Path

import pytest

from .agents import OTHER_CLASSES, Ocf

SERVICE = """\
<?xml version="1.0"?>
<resource-agent name="service" version="1.0">
  <version>1.1</version>
  <longdesc lang="en">a service</longdesc>
  <shortdesc lang="en">a service</shortdesc>
  <parameters/>
  <actions>
    <action name="start" timeout="100s"/>
    <action name="stop" timeout="100s"/>
    <action name="monitor" timeout="100s" interval="60s"/>
  </actions>
</resource-agent>
"""
"""No parameters, and 100 s for everything: lib/services/systemd.c of Pacemaker 2.1."""


@pytest.fixture(scope="session")
def ocf(tmp_path_factory: pytest.TempPathFactory) -> Ocf:
    return Ocf(tmp_path_factory.mktemp("agents"))


@pytest.fixture(scope="session")
def crm_environment(ocf: Ocf, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """In which crmsh and pcs find these agents.

    Both ask crm_resource for meta-data, which looks below /usr/lib/ocf and nowhere else: one that answers that question from the
    installed agents stands before it in PATH. pcs has its path among its settings, so that a pcs with another setting stands there.
    """
    home = tmp_path_factory.mktemp("crm")
    settings = home / "config/crm/crm.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"[path]\nocf_root = {ocf.root}\n")
    service = home / "service.xml"
    service.write_text(SERVICE)
    program = home / "bin/crm_resource"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'case "$1 $2" in "--show-metadata ocf:"*)\n'
        "    IFS=:; set -- $2\n"
        f"    [ \"$1\" = ocf ] || exec cat {service}\n"
        f'    OCF_ROOT={ocf.root} exec "{ocf.root}/resource.d/$2/$3" meta-data\n'
        ";;\n"
        # Fence agents are those of the system; what it has not, services among them, has none of its own to say.
        f'"--show-metadata "*) /usr/sbin/crm_resource "$@" 2>/dev/null || exec cat {home}/other-classes.xml; exit\n'
        "esac\n"
        'exec /usr/sbin/crm_resource "$@"\n'
    )
    program.chmod(0o755)
    (home / "other-classes.xml").write_text(OTHER_CLASSES)
    pcs = program.with_name("pcs")
    pcs.write_text(
        "#!/usr/bin/python3 -Es\n"
        "import sys\n"
        "from pcs import app, settings\n"
        f"settings.crm_resource_binary = {str(program)!r}\n"
        "sys.exit(app.main(sys.argv[1:]))\n"
    )
    pcs.chmod(0o755)
    return {
        "PATH": f"{Path(program).parent}:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LANG": "C.UTF-8",
    }
