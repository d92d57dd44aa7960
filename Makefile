# Kehou: one command for each habit. `make` alone lists them.

SHELL := /bin/bash -euo pipefail
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8080
SCHOOLS ?= 30
PUPILS ?= 6000
SEED ?= 1
DATABASE ?= sqlite:var/demo.sqlite

python := .venv/bin/python
say = @printf '\033[1m==> %s\033[0m\n'

.PHONY: help run demo test test-swift test-browser test-long check format docs bench screenshots \
	build build-release build-tests packages packages-test packages-bench swift clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '  make %-13s %s\n' "$$name" "$$what"; done

run: packages build-release ## install what is missing, build, make a demo city, serve it on http://127.0.0.1:8080
	@scripts/demo .build/release/kehou "$(DATABASE)" --if-missing --schools $(SCHOOLS) --pupils $(PUPILS) --seed $(SEED)
	$(say) "serving $(DATABASE) on http://$(HOST):$(PORT) (stop with Ctrl-C)"
	@exec .build/release/kehou serve --database "$(DATABASE)" --host $(HOST) --port $(PORT)

demo: packages build-release ## make the demo city anew (SCHOOLS=30 PUPILS=6000 SEED=1 DATABASE=sqlite:var/demo.sqlite)
	@scripts/demo .build/release/kehou "$(DATABASE)" --schools $(SCHOOLS) --pupils $(PUPILS) --seed $(SEED)

test: packages-test build-tests .venv/ready ## install what is missing, build, run every test on both engines and in the browser
	@$(MAKE) test-swift built=yes
	@$(MAKE) test-browser built=yes

test-swift: $(if $(built),,packages-test build-tests) ## the Swift tests only, on SQLite and PostgreSQL
	$(say) "Swift tests, on SQLite and on a throw-away PostgreSQL"
	@scripts/swift-tests $(if $(FILTER),--filter "$(FILTER)")

test-browser: $(if $(built),,packages-test build .venv/ready) ## the browser tests only, in Chromium, on both engines
	$(say) "browser tests, in Chromium, on SQLite and on a throw-away PostgreSQL"
	@scripts/with-postgres $(python) -m pytest Tests/Browser $(if $(FILTER),-k "$(FILTER)")

test-long: packages-test build-tests .venv/ready ## also the long storms and sweeps (half an hour)
	$(say) "every test, the long ones included"
	@KEHOU_TEST_LONG=1 scripts/swift-tests
	@KEHOU_TEST_LONG=1 scripts/with-postgres $(python) -m pytest Tests/Browser

check: packages-test ## the format and the cheap rules of STYLE.md
	$(say) "checking the format"
	@swift format lint --strict --parallel --recursive Package.swift Sources Tests
	$(say) "checking the tree"
	@scripts/check-tree

format: swift ## put every Swift file into the project's format
	$(say) "formatting"
	@swift format format --in-place --parallel --recursive Package.swift Sources Tests

docs: build ## write docs/generated anew from the endpoints and migrations
	$(say) "writing docs/generated"
	@.build/debug/kehou docs

bench: packages-bench build-release ## measure on this machine and write docs/benchmarks.md
	$(say) "measuring; this takes some minutes"
	@scripts/with-postgres scripts/bench

screenshots: packages-test build .venv/ready ## pictures of the pages, for people to look at, into var/screenshots
	$(say) "taking pictures of the pages"
	@$(python) scripts/screenshots

build: packages
	$(say) "building"
	@swift build

build-release: packages
	$(say) "building for release (some minutes the first time)"
	@swift build -c release --product kehou --static-swift-stdlib

build-tests: packages-test
	$(say) "building, with the tests (some minutes the first time)"
	@swift build --build-tests

packages: swift
	@scripts/install-packages build run

packages-bench: swift
	@scripts/install-packages build run bench

packages-test: swift
	@scripts/install-packages build run test

swift:
	@command -v swift >/dev/null || { echo "Kehou needs a Swift toolchain, 6.3 or later, on the PATH." >&2; exit 1; }

# The Python of the browser tests, made again when its list of packages changes.
.venv/ready: Tests/Browser/requirements.txt | packages-test
	$(say) "Python packages of the browser tests"
	@rm -rf .venv && python3 -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

clean: ## remove what was built and the demo city
	rm -rf .build .venv var
