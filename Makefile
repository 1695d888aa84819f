# Everything a developer or a pipeline runs. `make` alone explains itself.
# Only needs Python >= 3.11, Node >= 20 and make; the rest is installed into this folder.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules
.NOTPARALLEL:

# A version manager may leave commands that do not start: take the best one that really does.
STARTS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON = $(or $(shell for each in python3.13 python3.12 python3.11 python3; do \
	"$$each" -c '$(STARTS)' >/dev/null 2>&1 </dev/null && command -v "$$each" && break; done),\
	$(error no Python >= 3.11 (with venv) was found))
PIP := -m pip --disable-pip-version-check --no-input install -qq --require-hashes
PY := .venv/bin/python
CDK := node_modules/.bin/cdk
STAGE ?= dev
TYPED := layers/giftledger/python functions cli sandbox handbook $(wildcard bench) tests

export PYTHONPATH := .:layers/giftledger/python
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
export REF

.PHONY: help setup up down demo card audit test check lint types typecheck-infra unit synth deploy lock bench browser pages openapi prove replay

help:  ## Show what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

setup: .venv/.ready node_modules/.ready  ## Install the Python and Node packages (the others do it)

.venv/.ready: requirements-dev.txt
	@echo "installing Python packages ..."
	@test -x $(PY) && $(PY) -c '$(STARTS)' 2>/dev/null || { rm -rf .venv; $(PYTHON) -m venv .venv; }
	@$(PY) $(PIP) --requirement requirements-dev.txt
	@touch $@

.venv-local/.ready: requirements-local.txt .venv/.ready
	@echo "installing the local AWS ..."
	@rm -rf .venv-local; $(PY) -m venv .venv-local
	@.venv-local/bin/python $(PIP) --requirement requirements-local.txt
	@touch $@

node_modules/.ready: package.json package-lock.json .npmrc
	@echo "installing the CDK command line ..."
	@npm ci --silent --no-progress </dev/null
	@touch $@

up: setup .venv-local/.ready  ## Bring the local stack up (writes .local/stack.json)
	@$(PY) -m sandbox.stack up </dev/null

down:  ## End the local stack, leaving nothing behind
	@if [ -x $(PY) ]; then $(PY) -m sandbox.stack down </dev/null; else rm -rf .local; fi

demo: up  ## Play a gift card's whole life on the local stack
	@$(PY) -m sandbox.demo </dev/null

card:  ## Print a card as JSON: make -s card REF=order:shopify:1001 (or shopify:, code:, serial:)
	@$(PY) -m sandbox.card "$$REF" </dev/null

audit:  ## Check every card of the local stack, and the books: bin/giftledger audit for other stages
	@bin/giftledger audit </dev/null

test: setup up browser  ## All tests, those on the local stack included
	@$(MAKE) --no-print-directory unit
	@GIFTLEDGER_E2E=1 $(PY) -m pytest -q -m "e2e or browser or reference" </dev/null

check: setup lint types typecheck-infra unit  ## Format, lint, types, and the tests that need no AWS

lint:
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .

types:
	@.venv/bin/mypy $(TYPED) --exclude '^tests/infra/'

typecheck-infra:  ## Types of the CDK app alone (slow the first time, then cached)
	@.venv/bin/mypy app.py infra tests/infra

unit:
	@$(PY) -m pytest -q -n 2 -m "not e2e and not browser and not reference" </dev/null

browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& echo "installing Chromium ..." \
		&& { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
			--no-install-recommends chromium fonts-dejavu-core; } </dev/null >/dev/null 2>&1; } \
		|| echo "no Chromium: the browser tests will be skipped"

synth: setup  ## Synthesise the CDK app: make synth STAGE=prod
	@$(CDK) synth --quiet -c stage=$(STAGE) </dev/null

deploy: setup  ## Deploy to AWS: make deploy STAGE=prod
	@$(CDK) deploy --all -c stage=$(STAGE)

LOCK := .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-header --no-annotate
# The runtime brings botocore and what it needs; addresses are never looked up in the DNS.
NOT_IN_LAYER := $(addprefix --no-emit-package ,botocore dnspython python-dateutil six urllib3)

lock:  ## Pin the packages anew after a change of a requirements*.in (add UPGRADE=--upgrade)
	@$(LOCK) $(UPGRADE) requirements-dev.in -o requirements-dev.txt >/dev/null
	@$(LOCK) -c requirements-dev.txt requirements.in -o requirements.txt >/dev/null
	@$(LOCK) -c requirements-dev.txt requirements-local.in -o requirements-local.txt >/dev/null
	@$(LOCK) -c requirements-dev.txt layers/dependencies/requirements.in $(NOT_IN_LAYER) \
		-o layers/dependencies/requirements.txt >/dev/null

pages: setup  ## Write the generated pages of docs/ anew
	@$(PY) -m handbook </dev/null

openapi: pages  ## Write docs/openapi.json anew, with the other pages

prove: setup up  ## Try everything against the promise, for half an hour; writes docs/proof.md
	@$(PY) -m tests.prove </dev/null

replay: setup  ## Play one seed of the simulation and show it: make replay SEED=17 (ON=store BUG="...")
	@$(PY) -m tests.simulation "$(SEED)" --on "$(or $(ON),memory)" --bug "$(BUG)" </dev/null

bench: setup  ## Print the figures: requests and units, layer size, start-up
	@$(PY) -m bench </dev/null
