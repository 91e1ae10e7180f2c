# Two commands do all set-up: `make run` and `make test`. What they do is in packaging/setup.sh.

.DEFAULT_GOAL := help
.PHONY: help run tour pictures translations test test-sync test-pbx bench check lock clean

# Words for the program or the tests: make run ARGS="--role supervisor", make test ARGS="tests/store -k lock"
ARGS ?=

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up what is missing and start the demo; without a screen, make pictures of it
	@sh packaging/setup.sh run $(ARGS)

tour: ## drive the window through the main jobs without a screen; pictures in build/tour
	@sh packaging/setup.sh tour $(ARGS)

pictures: ## make the pictures of the documents anew, by the tour
	@sh packaging/setup.sh pictures

translations: ## take new strings of the window into every catalogue, and compile them
	@sh packaging/setup.sh translations

test: ## set up what is missing and run every check and test
	@sh packaging/setup.sh test $(ARGS)

test-sync: ## prove sync the long way: many thousand commands under faults, killed centrals, fuzzed bodies
	@sh packaging/setup.sh test-sync $(ARGS)

test-pbx: ## people, phones and callers on a real Asterisk, fetched without root; PBX_SUITE=bullseye for version 16
	@sh packaging/setup.sh test-pbx $(ARGS)

bench: ## measure speed and memory into build/bench.json; BENCH=full does a million customers
	@sh packaging/setup.sh bench $(ARGS)

check: ## build the wheel, start it from an empty environment, audit the locked versions (AUDIT=require: for sure)
	@sh packaging/setup.sh check

lock: ## refresh the locked versions in requirements/; KEEP=yes only adds what is new
	@sh packaging/setup.sh lock

clean: ## remove what the other commands made in this folder
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
