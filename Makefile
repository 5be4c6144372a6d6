# The publishing line. `make` alone says what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BROKER ?=
export BROKER

.PHONY: help setup build run up demo down test lint format clean bench bench-smoke bench-instructions

help: ## This list
	@echo "The publishing line: make TARGET [BROKER=HOST:PORT for Apache Kafka instead of the embedded broker]"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 20

run: build ## Everything once: start the line, publish two offers, sign off, show mails and status, stop
	@deploy/line run

up: build ## Start broker and workers and leave them running
	@deploy/line up

demo: build ## Publish the two sample offers on the line that is up
	@deploy/line demo

down: ## Stop what `make up` started
	@deploy/line down

test: setup lint ## Lint, build with warnings as errors, all tests
	@echo "== Building everything, tests included (a first build takes some minutes)"
	@swift build --build-tests
	@echo "== Running the tests"
	@swift test --skip-build

build: setup ## Build all executables into .build/debug
	@echo "== Building (a first build takes some minutes)"
	@swift build

setup: ## Install what is missing (Debian packages)
	@deploy/setup

bench: ## Measure against the limit and the peers (docs/performance.md); BROKER must be the bench's own
	@Tests/Bench/run $(ARGUMENTS)

bench-smoke: ## The bench, small, on the embedded broker: that it runs, not how fast
	@BROKER= Tests/Bench/run

bench-instructions: ## Instructions a record, counted by valgrind; fails at a rise of 10 %
	@Tests/Bench/instructions/check $(ARGUMENTS)

lint: ## Check the format of all Swift files
	@echo "== swift format"
	@swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests

format: ## Put all Swift files in format
	@swift format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests

clean: ## Remove what was built and all data of the line
	@rm -rf .build var
