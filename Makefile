# Every command of the project. `make` alone explains them.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

# The interpreter that packs is the Lambda runtime: the first of these that works.
PACKAGE_PYTHON ?= $(firstword $(foreach python,python3.13 python3.12 \
	$(wildcard $(addprefix $(HOME)/.pyenv/versions/,3.13*/bin/python3.13 3.12*/bin/python3.12)) \
	$(PYTHON),$(shell $(python) -c 'print("$(python)")' 2>/dev/null)))
PACKAGE_VENV := build/package-venv

# What a run of tests left out for want of a program.
NOT_TESTED := build/not-tested.txt
PYTEST = NOT_TESTED=$(NOT_TESTED) $(RUN) -m pytest --dist=loadgroup --no-loadscope-reorder
# The tests of the product itself, under coverage.
COUNTED := $(addprefix tests/,chalicelib contract functional properties sale_api)
ON_MOTO ?= 10
# What stands for DynamoDB: moto (nothing more to install), dynoxide or ministack.
ENGINE_STAMP = $(patsubst %,$(VENV)/engines/%.stamp,$(filter-out moto,$(ENGINE)))
# The storefront needs no Node.js; only the check of its types does.
NPM := $(shell command -v npm 2>/dev/null)
TSC := $(VENV)/typescript/node_modules/.bin/tsc
PIP_INSTALL := -m pip --disable-pip-version-check --require-virtualenv -qq install --no-compile

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two at a time: what one waits for (a network, one core), the other uses.
MAKEFLAGS += --no-builtin-rules --jobs=2
.PHONY: help demo serve test check simulate mutants crashes race fuzz bench package screenshots mails figures contract \
	format lint types template counted whole worlds clean

help: ## explain the commands
	@printf 'Usage: make COMMAND [PYTHON=python3.12]\n\n'
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@printf '\nStories of the demo: STORY=windows7, oneplus-october, oneplus-november, ubuntu-phone, lumia-920, or all of them: all.\n'
	@printf 'Sizes of the demo: make demo SHOPPERS=2000 UNITS=100, or SCALE=0.1 for a tenth of it.\n'
	@printf 'Engines of demo, serve and race: ENGINE=dynoxide or ENGINE=ministack.\n'
	@printf 'Worlds that the tests play on moto: ON_MOTO=50, as CI does; %s unless given.\n' $(ON_MOTO)

demo: $(VENV)/local.stamp $(ENGINE_STAMP) ## play a flash sale on this machine, and judge it (STORY= SCALE= ENGINE=)
	@exec $(RUN) -m infra.local demo $(if $(STORY),--story $(STORY)) $(if $(SHOPPERS),--shoppers $(SHOPPERS)) \
		$(if $(UNITS),--units $(UNITS)) $(if $(SCALE),--scale $(SCALE)) $(if $(ENGINE),--engine $(ENGINE))

serve: $(VENV)/local.stamp $(ENGINE_STAMP) ## run the same system with a sale that opens in a minute (PORT= ENGINE=)
	@exec $(RUN) -m infra.local serve $(if $(PORT),--port $(PORT)) $(if $(ENGINE),--engine $(ENGINE))

test: format lint types template counted worlds whole ## everything that CI runs (ON_MOTO=)
	@[ ! -s $(NOT_TESTED) ] || printf '\n%s\n' "$$(cat $(NOT_TESTED))"

check: format lint types template ## the quick part of it: format, lint, types, template
	@echo "Format, lint, types and the template are in order."

simulate: $(VENV)/dev.stamp ## play thousands of worlds in which everything goes wrong (WORLDS= SEED=)
	@$(RUN) -m tests.simulation $(if $(WORLDS),--worlds $(WORLDS)) $(if $(SEED),--seed $(SEED))

mutants: $(VENV)/dev.stamp ## break the heart in named ways, and see the worlds find each
	@$(RUN) -m tests.simulation.mutants

crashes: $(VENV)/dev.stamp ## let every use case and worker die at every call it makes, then recover
	@$(RUN) -m tests.crashes

race: $(VENV)/dev.stamp $(if $(ENGINE),$(ENGINE_STAMP),$(VENV)/engines.stamp) ## race processes on real engines, and kill them (ENGINE= UNITS= SEED=)
	@exec $(RUN) -m tests.race $(if $(ENGINE),--engine $(ENGINE)) $(if $(UNITS),--units $(UNITS)) \
		$(if $(SEED),--seed $(SEED))

fuzz: $(VENV)/dev.stamp ## send random requests, right and wrong ones, and judge every answer by the contract (SECONDS= SEED=)
	@exec $(RUN) -m tests.fuzz $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

bench: $(VENV)/engines.stamp ## measure what each promise costs (benchmarks/README.md)
	@$(RUN) -m benchmarks

package: $(PACKAGE_VENV)/stamp ## pack for Lambda: zip and template in build/package/
	@$(PACKAGE_VENV)/bin/python -m infra.aws.package build/package

screenshots: $(VENV)/dev.stamp ## draw every page of the storefront in every state into build/screenshots/
	@$(RUN) -m tests.browser

mails: $(VENV)/dev.stamp ## write every mail in both languages into build/mails/, with pictures
	@$(RUN) -m tests.mails

figures: ## write the numbers of the last demo into the README
	@$(RUN) -m infra.local.figures

contract: $(VENV)/dev.stamp ## write what is made from openapi.yaml: the JSON that is served, the storefront's module
	@$(RUN) -m tests.functional.openapi
	@$(RUN) -m tests.functional.client_module

clean: ## remove everything that was made, the virtual environment too
	rm -rf $(VENV) build .chalice/deployments .mypy_cache .pytest_cache .hypothesis
	find . \( -name __pycache__ -o -name .ruff_cache \) -type d -prune -exec rm -rf {} +

format: $(VENV)/dev.stamp
	@$(RUN) -m ruff format --check --quiet . || { $(RUN) -m ruff format --check .; exit 1; }

lint: $(VENV)/dev.stamp
	@$(RUN) -m ruff check --quiet .

types: $(VENV)/dev.stamp $(if $(NPM),$(VENV)/typescript.stamp)
	@$(RUN) -m mypy
	@$(if $(NPM),$(TSC) --project tests/storefront,echo \
		"SKIPPED: the storefront's types are not checked, for there is no npm here. Install Node.js 20 or newer." >&2)

template: $(VENV)/dev.stamp
	@$(RUN) -m infra.aws.package --quiet build/check
	@$(VENV)/bin/cfn-lint build/check/sam.json

# Coverage is counted by branch, of the product's own tests alone, for counting doubles their work: 100 % of the
# product, 95 % of its edge. The bars stand here once.
counted: $(VENV)/dev.stamp $(VENV)/engines/ministack.stamp
	@mkdir -p build/coverage
	@rm -f $(NOT_TESTED)
	@$(PYTEST) --numprocesses=2 --cov --cov-report= $(COUNTED)
	@$(RUN) -m coverage report --include='sale_api/*' --fail-under=100
	@$(RUN) -m coverage report --include='app.py,chalicelib/*' --fail-under=95

# Whole systems, browsers and proofs: more processes than cores, for they wait more than they compute. Beside nothing
# else, for they tell a busy shop from a broken one by the clock.
whole: format lint types template counted worlds
	@$(PYTEST) --numprocesses=5 $(filter-out $(COUNTED) tests/__pycache__,$(patsubst %/,%,$(wildcard tests/*/)))

# New worlds each time, and all that ever broke; `make simulate` plays ten times as many. One on moto takes as long as
# 25 in memory: continuous integration plays more of them.
worlds: $(VENV)/dev.stamp
	@$(RUN) -m tests.simulation --worlds 1000 --on-moto $(ON_MOTO)

# A stamp stands for one set of installed packages; it is made again when what it was made from changed.
$(VENV)/python.stamp:
	@command -v $(PYTHON) >/dev/null || { echo \
		"There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"$(PYTHON) is $$($(PYTHON) -V 2>&1), older than 3.11. Name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
		"$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/local.stamp: requirements-local.txt requirements-package.txt requirements.txt constraints.txt $(VENV)/python.stamp
	@echo "Installing what the local system needs into $(VENV) (once)."
	@$(RUN) $(PIP_INSTALL) -r requirements-local.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/local.stamp
	@echo "Installing what tests and checks need into $(VENV) (once)."
	@$(RUN) $(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

# The engines beside moto: one from Python's index, one from npm's. Each is installed when a command needs it.
$(VENV)/engines.stamp: $(VENV)/engines/dynoxide.stamp $(VENV)/engines/ministack.stamp $(VENV)/dev.stamp
	@touch $@

$(VENV)/engines/%.stamp: requirements-engines.txt constraints.txt infra/local/engines/dynoxide/package-lock.json \
		| $(VENV)/local.stamp
	@echo "Installing the engine $* into $(VENV) (once)."
	@$(RUN) -m infra.local.engines.install $*
	@touch $@

$(VENV)/typescript.stamp: tests/storefront/package.json tests/storefront/package-lock.json | $(VENV)/python.stamp
	@echo "Installing the type checker of the storefront into $(VENV) (once)."
	@mkdir -p $(VENV)/typescript
	@cp $^ $(VENV)/typescript/
	@$(NPM) --prefix $(VENV)/typescript ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(PACKAGE_VENV)/stamp: requirements-package.txt requirements.txt constraints.txt $(VENV)/python.stamp
	@echo "Packing for the runtime of $(PACKAGE_PYTHON)."
	@$(PACKAGE_PYTHON) -m venv --clear $(PACKAGE_VENV)
	@$(PACKAGE_VENV)/bin/python $(PIP_INSTALL) -r requirements-package.txt
	@touch $@
