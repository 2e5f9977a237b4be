# On a bare Debian 12, as root, each target installs by itself what it needs, and nothing twice: Debian packages
# (tests/setup/*.packages) and a virtual environment with what setup.cfg asks for, in .venv.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Debian's own, whatever else PATH has: it is what a user has, and what crmsh and the agents run on.
PYTHON ?= /usr/bin/python3
JOBS ?= $(shell nproc)
PYTEST_ARGS ?=
DESTDIR ?= /
SEEDS ?= 0-149

BIN := .venv/bin
TYPES := .cache/types
# Those that are Python; check-primary-alert is a shell script with a few lines of it.
STUBS := $(addprefix agents/,drbd-wait mysql-on-drbd peer-wait v1-script vip-check)

# Nothing of the caller's python may reach the checks, and nothing asks for anything.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
export PYTHONDONTWRITEBYTECODE :=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export DEBIAN_FRONTEND := noninteractive

.PHONY: help test demo bench rehearse clusters lint ruff types versions install-agents templates man wheel deb clean distclean \
	demo-packages test-packages deb-packages venv type-farm vermin

help:
	@cat <<'END'
	make demo             convert the memo's cluster, verify it, and put it to the test: the table of simulated faults
	make test             all checks and tests (PYTEST_ARGS='-k ping' for some)
	make clusters         150 generated clusters through everything (SEEDS=7,1000-1019 others, SEEDS=random fifty that nobody has seen)
	make lint             the checks alone: ruff, mypy, vermin
	make templates        after a change in cib_templates/*.xml.j2: compile them
	make bench            time and memory of convert, beside bare starts of python
	make rehearse         the memo's cluster, old and new, under every fault: one to two hours; writes docs/rehearsal.md and its pictures
	make install-agents   on a cluster node, as root: the agents, below DESTDIR (default /)
	make wheel            a wheel in dist/
	make deb              the Debian packages ha1to2 and ha1to2-agents in dist/
	make man              the manual pages and the completion for shells, below build/share
	make clean            removes what make made; make distclean also .venv and the downloads of the tests

	On a bare Debian 12, as root, each installs by itself what it needs.
	END

# ----------------------------------------------------------------------------------------------- what the targets stand on

demo-packages:
	@tests/setup/debian-packages.sh tests/setup/demo.packages

test-packages:
	@tests/setup/debian-packages.sh tests/setup/demo.packages tests/setup/test.packages tests/setup/deb.packages

deb-packages:
	@tests/setup/debian-packages.sh tests/setup/deb.packages

# The environment is made anew when what it is made from has changed: the interpreter or what setup.cfg and the constraints ask.
VENV_RECIPE = $$($(PYTHON) -V; cat setup.cfg pyproject.toml tests/setup/constraints.txt; pwd)
venv:
	@stamp=.venv/made-for-$$(sha256sum <<<"$(VENV_RECIPE)" | cut -c1-12)
	[[ -e $$stamp ]] && exit
	echo "Making the virtual environment .venv"
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --constraint tests/setup/constraints.txt --upgrade 'setuptools>=64' wheel
	$(BIN)/python -m pip install -qq --constraint tests/setup/constraints.txt --no-build-isolation --editable '.[test]'
	touch $$stamp

# setup.cfg gives the directories their import names; mypy knows nothing of it, so it gets a package made of links.
type-farm:
	@mkdir -p $(TYPES)/ha1to2
	find $(TYPES)/ha1to2 -type l -delete
	ln -sfn $(addprefix ../../../,$(filter-out %/__pycache__,$(wildcard translator/*))) $(TYPES)/ha1to2/
	ln -sfn ../../../cib_templates $(TYPES)/ha1to2/templates
	ln -sfn ../../../agents $(TYPES)/ha1to2/agents

# -------------------------------------------------------------------------------------------------------- checks and tests

versions: test-packages venv
	@. /etc/os-release
	echo "$$PRETTY_NAME, $$(uname -rm), $$(nproc) processors, make $(MAKE_VERSION), git $$(git --version 2>/dev/null | cut -d' ' -f3)"
	$(BIN)/python -V
	dpkg-query -W -f '$${Package} $${Version}\n' pacemaker-cli-utils crmsh resource-agents drbd-utils mariadb-server-core user-mode-linux
	$(BIN)/python -m pip list --format freeze --exclude-editable | tr '\n' ' '
	echo

ruff: venv
	@$(BIN)/ruff check --quiet .
	echo "ruff: clean"

types: venv type-farm
	@export MYPYPATH=$(TYPES):agents/lib:.
	$(BIN)/mypy --no-error-summary -p ha1to2
	$(BIN)/mypy --no-error-summary -p ha1to2_agents
	$(BIN)/mypy --no-error-summary --explicit-package-bases --namespace-packages tests docs
	echo "mypy --strict: clean"

# The oldest python that each part must run on. Annotations are no matter: they are strings, or inside functions, and never run.
# process.py asks with hasattr before it takes posix_spawn of 3.8.
VERMIN := $(BIN)/vermin --quiet --no-tips --no-parse-comments --violations
vermin: venv
	@$(VERMIN) -t=3.9- translator cib_templates >.cache/vermin || { cat .cache/vermin; exit 1; }
	$(VERMIN) -t=3.6- $(foreach name,spawn SPAWN_DUP2 SPAWN_OPEN,--exclude os.posix_$(name) --exclude os.POSIX_$(name)) \
		$(wildcard $(STUBS)) agents/lib >.cache/vermin || { cat .cache/vermin; exit 1; }
	echo "vermin: the translator runs on python 3.9, the agents on 3.6"

lint: test-packages
	@$(MAKE) ruff types vermin

# All checks run, also where one fails; pytest's summary comes last.
test: test-packages venv
	@failed=
	for check in ruff types vermin; do
		$(MAKE) $$check || failed+=" $$check"
	done
	[[ -z $$failed ]] || echo "FAILED before pytest:$$failed"
	status=0
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(PYTEST_ARGS) || status=$$?
	[[ -z $$failed ]] || { echo "FAILED besides pytest:$$failed"; status=1; }
	exit $$status

# The hundred of `make test` and fifty more, each with all its scenarios. A failure names its seed.
clusters: test-packages venv
	@seeds='$(SEEDS)'
	[[ $$seeds != random ]] || seeds=$$(shuf -i 1000-999999999 -n 50 | paste -sd,)
	echo "Seeds $$seeds"
	SEEDS=$$seeds $(BIN)/python -m pytest -n $(JOBS) $(PYTEST_ARGS) tests/clusters

# The templates of the CIB are compiled when they change, and not at each call; a test says where this was forgotten.
templates: venv
	@$(BIN)/python tests/setup/compile_templates.py

bench: test-packages venv
	@$(BIN)/python -m tests.bench

# Both clusters' times are halved: a fault that nothing moves for is watched for minutes otherwise. Needs a machine at rest.
HURRY ?= 2
rehearse: test-packages venv
	@mkdir -p docs
	$(BIN)/ha1to2 rehearse --hurry $(HURRY) --cache .cache/uml --logs .cache/rehearsal-logs --diagnostics concise \
		--report docs --json .cache/rehearsal.json tests/golden/memo-web01/etc/ha.d tests/golden/memo-web02/etc/ha.d

# ------------------------------------------------------------------------------------------------------------ for the user

demo: demo-packages
	@$(MAKE) venv
	tests/setup/demo.sh

# With the standard library alone: a cluster node has no more.
define INSTALL_AGENTS
import sys
from pathlib import Path
from translator.install_agents import InstallError, install
try:
    print(*install(Path(sys.argv[1])).files, sep="\n")
except InstallError as error:
    sys.exit(f"ha1to2: {error}")
endef
install-agents: export INSTALL_AGENTS := $(INSTALL_AGENTS)
install-agents:
	@$(PYTHON) -B -c "$$INSTALL_AGENTS" "$(DESTDIR)"

man: venv
	@$(BIN)/python -m docs.share build/share

wheel: man
	@$(BIN)/python -m pip wheel -qq --no-build-isolation --no-deps --wheel-dir dist .

deb: deb-packages
	@$(PYTHON) -B tests/setup/debian_packages.py dist

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks $(TYPES)
	find agents cib_templates docs tests translator -name __pycache__ -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv .cache
