# Two commands to remember: make demo, make test. Nothing here needs root, a database server or a broker.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
STAMP := .venv/installed

.DEFAULT_GOAL := help
.PHONY: help setup demo up test check format bench faults rights coverage audit clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

setup: $(STAMP) ## the environment, in .venv (instant when nothing changed)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv .venv \
		|| { echo "No venv module: install python3-venv, or set PYTHON to a complete Python 3.11." >&2; exit 1; }
	$(RUN) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

demo: $(STAMP) ## play the journey on the project's own files, then serve it
	DEMO=1 $(RUN) manage.py demo $(ARGS)

up: $(STAMP) ## serve: web, worker and calendar in one process group
	$(RUN) manage.py up $(ARGS)

test: $(STAMP) ## every test whose tools are there, and what was skipped
	$(RUN) -m pytest -n auto --dist loadgroup $(ARGS)

coverage: $(STAMP) ## the same, measured
	$(RUN) -m pytest -n auto --cov --cov-report=term $(ARGS)

check: $(STAMP) ## format, lint, types, layers, templates, migrations, deployment
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	@# its formatter cuts attributes in the middle of conditions: templates are linted, and laid out by hand
	$(RUN) -m djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(RUN) -m pytest -q tests/architecture
	DJANGO_SETTINGS_MODULE=lms_onboarding.config.settings.test $(RUN) manage.py makemigrations --check --dry-run
	@# dummy values: the point is that nothing else is missing to deploy
	DJANGO_SETTINGS_MODULE=lms_onboarding.config.settings.production \
		SECRET_KEY=$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(64))') LINKS_KEY=check-only-links-key-of-enough-characters \
		ACCOUNTS_KEY=check-only-accounts-key-of-enough-characters BADGES_KEY=check-only-badges-key-of-enough-characters \
		SEAL_FILE=$$(mktemp -u) SEAL_MADE=1 ALLOWED_HOSTS=formation.exemple.fr BASE_URL=https://formation.exemple.fr $(RUN) manage.py check --deploy --fail-level WARNING
	$(RUN) -m mypy

format: $(STAMP) ## rewrite what `make check` would refuse
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

bench: $(STAMP) ## the speed and memory bars, into var/bench.json
	$(RUN) -m tests.benchmarks $(ARGS)

faults: $(STAMP) ## the long version: workers killed, servers and disks that fail, and what each cost
	LMSO_LONG=1 $(RUN) -m pytest -q tests/faults $(ARGS)

rights: $(STAMP) ## who opens what: checked on every address, then printed (ARGS=--write to write docs/rights.md)
	$(if $(findstring --write,$(ARGS)),LMSO_WRITE_RIGHTS=1) $(RUN) -m pytest -q tests/rights
	@cat docs/rights.md

audit: $(STAMP) ## known vulnerabilities of the pinned versions
	$(RUN) .ci/audit.py

clean: ## what tools leave behind (never var/, which holds data)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov dist build
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
