# The publishing line. `make` alone says what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BROKER ?=
export BROKER ROW SCALE BROKER_START BROKER_STOP BROKER_KILL BROKER_LOGS

.PHONY: help setup build run up demo demo-certify bench bench-smoke bench-certify bench-instructions faults down test \
	simulate fuzz sanitize check-deploy screenshots lint format clean

help: ## This list
	@echo "The publishing line: make TARGET [BROKER=HOST:PORT for Apache Kafka instead of the embedded broker]"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 20

run: build ## Everything once: start the line, publish two offers, sign off, show mails and status, stop
	@deploy/line run

up: build ## Start broker and workers and leave them running
	@deploy/line up

demo: build ## Publish the two sample offers on the line that is up
	@deploy/line demo

demo-certify: build ## Start the line, publish four samples for certification, check what each is told, stop
	@deploy/line certify-once

bench-certify: setup ## Digest and checks of an image against openssl on the same file, release build
	@swift build -c release --product offer-samples
	@deploy/bench-certify .build/release/offer-samples

down: ## Stop what `make up` started
	@deploy/line down

test: setup lint ## Lint, build with warnings as errors, all tests
	@echo "== Building everything, tests included (a first build takes some minutes)"
	@swift build --build-tests
	@echo "== Running the tests"
	@swift test --skip-build
	@echo "== Trying the oracle on planted faults, and a few faults on the embedded broker"
	@cd Tests/Faults && /usr/bin/python3 -m unittest -q test_oracle test_document
	@BROKER= Tests/Faults/faults.py --programs .build/debug
	@deploy/check
	@echo "== The bench, small, and instructions a record (an optimised build of what is counted)"
	@BROKER= Tests/Benchmarks/run
	@Tests/Benchmarks/count-instructions

faults: setup ## Faults with processes and a broker (docs/guarantees.md); BROKER must be the test's own; ROW=, SCALE=
	@for product in fault-stage offer-coordinator offer-notifier publisher-sign-off offerctl offer-broker; do \
		swift build -c release --product $$product || exit 1; done
	@Tests/Faults/faults.py $(ARGUMENTS)

check-deploy: ## Hold deploy/ against the tools that read it: systemd, compose, Kubernetes, promtool
	@deploy/check

build: setup ## Build all executables into .build/debug
	@echo "== Building (a first build takes some minutes)"
	@swift build

setup: ## Install what is missing (Debian packages)
	@deploy/setup

bench: ## Measure against the limit and the peers (docs/performance.md); BROKER must be the bench's own
	@Tests/Benchmarks/run $(ARGUMENTS)

bench-smoke: build ## The bench, small, on the embedded broker: that it runs, not how fast
	@BROKER= Tests/Benchmarks/run

bench-instructions: setup ## Instructions a record, counted by valgrind; fails at a rise of 10 %
	@Tests/Benchmarks/count-instructions $(ARGUMENTS)

SEED ?= 1
RUNS ?= 10000

simulate: setup ## The line in bad weather: RUNS seeds from SEED on; RUNS=1 shows one step by step
	@swift build -c release --product simulator
	@.build/release/simulator --seed $(SEED) --runs $(RUNS)

fuzz: setup ## Wrong bytes for every decoder of outside bytes: RUNS inputs each, or for TARGET alone
	@Tests/Fuzz/run $(RUNS) $(TARGET)

sanitize: setup ## All tests under the address and the thread sanitizer, in build folders of their own
	@Tests/Sanitize/run $(SANITIZER)

screenshots: build ## Make the pictures of the pages anew (docs/pictures), in Chromium on a line of its own
	@deploy/screenshots

lint: ## Check the format of all Swift files
	@echo "== swift format"
	@swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests

format: ## Put all Swift files in format
	@swift format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests

clean: ## Remove what was built and all data of the line
	@rm -rf .build var
