# `make` alone lists the targets.

VENV ?= .venv
PYTHON ?=
ARGS ?=

# Where this is set, every process compiles the large libraries again: seconds each time.
unexport PYTHONDONTWRITEBYTECODE

bin := $(VENV)/bin
ready := $(VENV)/.ready
uv := $(bin)/python -m uv
uv_lock := $(uv) pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# $(ready) is written when set-up is through: line 1 says where the tree lay, line 2 which Python made it. Where the
# tree was moved, that Python is gone, or PYTHON asks for another one, the environment is made anew.
$(shell if [ -e $(ready) ]; then \
	[ "$$(sed -n 1p $(ready))" = "$(CURDIR)" ] && $(bin)/python -c "" && { [ -z "$(PYTHON)" ] || \
	[ "$$(sed -n 2p $(ready))" = "$$(sh .ci/find-python "$(PYTHON)")" ]; } || rm -f $(ready); fi 2>/dev/null)

# A command that fails leaves the file as it was.
written_anew = $(bin)/alliance $(2) >$(1).new && mv $(1).new $(1) && echo "$(1) is written" || { rm -f $(1).new; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help .venv demo test quick studies thorough coverage browser lint types docs site notebooks bench lock clean

help: ## list the targets
	@sed -n 's/^\([a-z.]*\):.* ## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r target text; do \
		printf '  make %-9s %s\n' "$$target" "$$text"; done
	@echo
	@echo "  VENV=.venv-3.11 PYTHON=3.11 (a version or a path) set up and use another environment beside .venv"
	@echo "  ARGS='-k pricing' goes to pytest"

.venv: $(ready) ## set up the environment; instant when it is up to date
	@echo "$(VENV) is ready"

# pip installs only uv, in the version and with the hashes of the lock; uv installs the rest.
$(ready): requirements.lock pyproject.toml
	@if [ ! -e $@ ]; then \
		python=$$(sh .ci/find-python "$(PYTHON)") && \
		echo "Setting up $(VENV) with $$("$$python" --version)" && \
		"$$python" -m venv --clear $(VENV) && \
		printf '%s\n%s\n' "$(CURDIR)" "$$python" >$(VENV)/.made-with && \
		sed -n '/^uv==/,/[^\\]$$/p' requirements.lock >$(VENV)/.uv.txt && \
		$(bin)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
			-r $(VENV)/.uv.txt; \
	fi
	@$(uv) pip install --quiet --python $(bin)/python --require-hashes -r requirements.lock
	@$(uv) pip install --quiet --python $(bin)/python --no-deps --no-build-isolation -e .
	@cp $(VENV)/.made-with $@

demo: $(ready) ## compare exclusive with open distribution, over luck and over assumptions, in a small market: table, figures, report
	$(bin)/alliance compare exclusive open --draws posterior --seeds 1..16 \
		--set enterprises.count=1000 --set enterprises.panel=200

test: lint types ## everything that must pass: lint, types, tests
	$(bin)/python -m pytest -n 2 --dist loadfile -m "not browser and not study" $(ARGS)

quick: $(ready) ## laws and scenarios with few examples each, in half a minute or so, while you work
	$(bin)/python -m pytest -n 2 -q --hypothesis-profile quick -m "not study" tests/economics tests/scenario $(ARGS)

studies: $(ready) ## what takes long: every shipped market and parameter, page, report, guides, notebooks, kills
	$(bin)/python -m pytest -n 2 --dist loadfile -m study $(ARGS)

thorough: $(ready) ## properties with three times the examples
	$(bin)/python -m pytest -n 2 --dist loadfile -m hypothesis --hypothesis-profile thorough $(ARGS)

coverage: $(ready) ## which lines the tests reach, as a page in htmlcov/
	$(bin)/python -m pytest -n 2 --dist loadfile -m "not browser" --cov --cov-report=html $(ARGS)

browser: $(ready) ## test the local page in Chromium, which must be installed with its driver
	$(bin)/python -m pytest -m browser $(ARGS)

docs: $(ready) ## write docs/parameters.md, docs/model.md and the JSON Schemas anew from the code
	@$(call written_anew,scenarios/schema.json,describe schema)
	@$(call written_anew,scenarios/experiments/schema.json,describe experiment-schema)
	@$(call written_anew,seeds/claims.schema.json,describe claims-schema)
	@$(call written_anew,docs/parameters.md,describe params --markdown)
	@$(call written_anew,docs/model.md,describe model)

site: $(ready) ## build the documentation site in build/site, without a network; warnings are errors
	$(bin)/python -m sphinx -q -W --keep-going -b html docs build/site
	@echo "build/site/index.html"

notebooks: $(ready) ## run the notebooks anew and save them with their outputs
	$(bin)/python notebooks/rerun.py notebooks/*.ipynb

bench: $(ready) ## measure speed as ratios, on a quiet machine (ARGS=--quick: a first look; AGAINST=<commit>: another commit)
ifdef AGAINST
	$(bin)/python benchmarks/against.py $(AGAINST) $(ARGS)
else
	$(bin)/python benchmarks/kernel.py $(ARGS)
	$(bin)/python benchmarks/ensembles.py $(ARGS)
	$(bin)/python benchmarks/main_job.py $(ARGS)
endif

lint: $(ready) ## ruff: rules and formatting; import-linter: who imports whom
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/lint-imports --no-cache >/dev/null || $(bin)/lint-imports --no-cache

types: $(ready) ## mypy
	$(bin)/mypy sim

lock: $(ready) ## renew requirements.lock after a change of pyproject.toml; ARGS=--upgrade takes newer versions
	$(uv_lock) $(ARGS) --quiet --output-file requirements.lock

clean: ## remove environments, caches and builds; results/ stays
	rm -rf .venv .venv-* dist build .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
