# The publishing pipeline. `make` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BROKER ?=
export BROKER ROW SCALE BROKER_START BROKER_STOP BROKER_KILL BROKER_LOGS OLDER_PROGRAMS GROUP_PROTOCOL

.PHONY: help setup setup-test build run up demo demo-certify bench bench-smoke benchmark-images bench-instructions faults \
	down unit test words soak simulate fuzz fuzz-archives sanitize check-deploy deb check-deb check-image screenshots lint format clean

help: ## List the targets
	@echo "The publishing pipeline: make TARGET [BROKER=HOST:PORT for Apache Kafka instead of the embedded broker]"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 22

run: build ## Start the pipeline, publish two offers, sign them off, show mails and status, stop
	@deploy/local/pipeline run

up: build ## Start broker and workers and leave them running
	@deploy/local/pipeline up

demo: build ## Publish the two sample offers on the running pipeline
	@deploy/local/pipeline demo

demo-certify: build ## Start the pipeline, publish four samples for certification, check each result, stop
	@deploy/local/pipeline certify-once

down: ## Stop what `make up` started
	@deploy/local/pipeline down

build: setup ## Build all executables into .build/debug
	@echo "== Building (the first build takes some minutes)"
	@swift build

setup: ## Install the Debian packages that building and running need
	@deploy/local/setup run

setup-test: ## Install the Debian packages that tests and benchmarks need, too
	@deploy/local/setup test

unit: ## The inner loop: build, and run the tests that need no broker
	@swift build --build-tests
	@swift test --skip-build --filter '^($(UNIT))Tests\.'

UNIT := Base|JSON|Localization|Offers|Validation|Events|Log|Runtime|Stages|Coordination|Notifications|Repository

test: setup-test lint ## Lint, build with warnings as errors, run all tests
	@echo "== Building everything, tests included (the first build takes some minutes)"
	@swift build --build-tests
	@echo "== Running the tests; their output is in .build/tests"
	@Tests/run

words: ## Lower the budget of banned words (Tests/Repository/words.txt) to what the files have
	@Tests/Repository/words rewrite

faults: setup-test ## Faults with processes and a broker (docs/guarantees.md); BROKER must be for this test alone; ROW=, SCALE=
	@for product in fault-stage offer-coordinator offer-notifier publisher-sign-off offerctl offer-broker; do \
		swift build -c release --product $$product || exit 1; done
	@Tests/Faults/faults.py $(ARGUMENTS)

MINUTES ?= 20

soak: setup-test ## A hostile publisher beside ten honest ones for MINUTES, under the deployment's memory limits
	@swift build -c release
	@MINUTES=$(MINUTES) Tests/Soak/soak.py

check-deploy: setup-test ## Check deploy/ with the tools that read it: systemd, compose, Kubernetes, promtool
	@deploy/local/check

deb: ## Build the Debian packages into .build/debian and check them with lintian
	@deploy/local/setup deb
	@deploy/local/package build

check-deb: deb ## Install the packages in a new root of Debian, run the demo by the units' commands, remove them
	@deploy/local/package check

check-image: ## Build the container image with Buildah and take two offers from publish to live in its root file system
	@deploy/local/setup image
	@deploy/local/package image

bench: setup-test ## Measure against the limit and the peers (docs/internals/performance.md); BROKER must be for this benchmark alone
	@Tests/Benchmarks/run $(ARGUMENTS)

bench-smoke: setup-test build ## The benchmark, small, on the embedded broker: whether it runs, not how fast
	@BROKER= Tests/Benchmarks/run

benchmark-images: setup-test ## Image bytes beside aria2c, curl, openssl, clamdscan, cp and rclone (docs/internals/images.md)
	@swift build -c release --product image-mover
	@Tests/Benchmarks/images/images.py .build/release/image-mover --write docs/internals/images.md

bench-instructions: setup-test ## Instructions per record, counted by valgrind; fails at a rise of 10 %
	@Tests/Benchmarks/count-instructions $(ARGUMENTS)

SEED ?= 1
RUNS ?= 10000

simulate: setup-test ## The pipeline under fault injection: RUNS seeds from SEED on; RUNS=1 shows one step by step
	@swift build -c release --product simulator
	@.build/release/simulator --seed $(SEED) --runs $(RUNS)

fuzz: setup-test ## Wrong bytes for every decoder of outside bytes: RUNS inputs each, or for TARGET alone
	@Tests/Fuzz/run $(RUNS) $(TARGET)

fuzz-archives: setup-test ## Compare what certification sees in RUNS archives with what other readers see in them
	@swift build -c release --scratch-path $${FUZZ_BUILD:-.build/fuzz} --product archive-lister
	@Tests/Fuzz/Differential/run $${FUZZ_BUILD:-.build/fuzz}/release/archive-lister $(RUNS) $(SEED)

sanitize: setup-test ## All tests under the address and the thread sanitizer, each in its own build folder
	@Tests/Sanitize/run $(SANITIZER)

screenshots: setup-test build ## Take the screenshots of the pages (docs/pictures) in Chromium, of a separate pipeline
	@deploy/local/screenshots

lint: ## Check the format of all Swift files
	@echo "== swift format"
	@swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests

format: ## Format all Swift files
	@swift format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests

clean: ## Remove all build products and all data of the pipeline
	@rm -rf .build var
