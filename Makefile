# Peryton. `make help` lists what there is.

# One build for everything: the same flags, so that nothing is built twice.
SWIFT_FLAGS := -c release -Xswiftc -enable-testing
BIN := .build/release
PYTHON := .build-python/bin/python3

# One test after another: each starts servers of its own, and two cores hold one mesh at a time.
SWIFT_TEST = PERYTON_TEST_PYTHON=$(abspath $(PYTHON)) swift test $(SWIFT_FLAGS) --skip-build --no-parallel

# What `make run` sends: a simulated night (NIGHT=full or small, SEED), or real packets (ALERTS=file or folder).
NIGHT ?= full
SEED ?= 1
RATE ?= 1000
ALERTS ?=
ONCE ?=

RUN_PACKAGES := nats-server redis-server libnats-dev libhiredis-dev libprotobuf-c-dev zlib1g-dev pkg-config \
	libsqlite3-dev libpq-dev libhdf5-dev libbz2-dev libedit-dev libarchive-dev libcfitsio-dev wcslib-dev \
	libjpeg62-turbo-dev librdkafka-dev libcurl4-openssl-dev
TEST_PACKAGES := $(RUN_PACKAGES) protobuf-compiler protobuf-c-compiler python3 python3-venv stilts stiff postgresql postgresql-15-q3c \
	openssl

NIGHT_FOLDER := .peryton/nights/$(NIGHT)-$(SEED)
PACKETS := $(or $(ALERTS),$(NIGHT_FOLDER))

# Labelled sets for bench-detection and bench-feedback: .npz files with X (rows × features) and y (1: outlier).
ODDS ?= ../shared/data/odds
SEEDS ?= 10
# Rows of bench-catalog's table; which cases of bench-catalog and bench-cutout, all unless given.
ROWS ?= 1000000
CASES ?=

.PHONY: help run build test lint format proto check-proto bench-detection bench-forest bench-catalog bench-cutout bench-matching bench-feedback bench-budget clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build  ## start a mesh, send a night through it, print what is odd (NIGHT=small, ALERTS=folder, RATE=1000, ONCE=1)
ifeq ($(ALERTS),)
	@$(BIN)/peryton simulate night --night $(NIGHT) --seed $(SEED) $(NIGHT_FOLDER)
endif
	@exec $(BIN)/peryton up --fresh --night "$(PACKETS)" --rate $(RATE) $(if $(ONCE),--once)

build:  ## install what is needed and build
	@deploy/install/debian-packages.sh $(RUN_PACKAGES)
	@swift build $(SWIFT_FLAGS)

test: $(PYTHON)  ## install what the tests need and run all of them
	@deploy/install/debian-packages.sh $(TEST_PACKAGES)
	@swift build $(SWIFT_FLAGS) --build-tests
	$(SWIFT_TEST)
	@echo "once more what touches the bus, on the newest nats-server"
	PERYTON_NATS_SERVER=$(abspath .build-python/bin/nats-server) $(SWIFT_TEST) --filter 'BusTests|MeshTests|JobsTests'

lint: check-proto  ## check formatting and that generated code is up to date
	@swift format lint --strict --recursive --parallel Package.swift Shared Services Tests
	@bash -n deploy/install/debian-packages.sh .ci/run
	@echo "lint: clean"

format:  ## format the sources
	@swift format --in-place --recursive --parallel Package.swift Shared Services Tests

proto:  ## generate the C code of the message contracts from proto/
	@deploy/install/debian-packages.sh protobuf-compiler protobuf-c-compiler
	@$(call generate,Shared/CMessages)

check-proto:
	@deploy/install/debian-packages.sh protobuf-compiler protobuf-c-compiler
	@rm -rf .build-proto && mkdir .build-proto && $(call generate,.build-proto)
	@diff -r .build-proto/Generated Shared/CMessages/Generated && diff -r .build-proto/include/peryton Shared/CMessages/include/peryton \
		|| { echo "the generated code is out of date: run make proto" >&2; exit 1; }
	@rm -rf .build-proto

# $(call generate,FOLDER): C sources to FOLDER/Generated, headers to FOLDER/include/peryton/v1.
define generate
rm -rf $(1)/Generated $(1)/include/peryton && mkdir -p $(1)/Generated $(1)/include \
	&& protoc-c --proto_path=proto --c_out=$(1)/Generated proto/peryton/v1/*.proto \
	&& mkdir -p $(1)/include/peryton/v1 && mv $(1)/Generated/peryton/v1/*.h $(1)/include/peryton/v1/ \
	&& mv $(1)/Generated/peryton/v1/*.c $(1)/Generated/ && rm -r $(1)/Generated/peryton
endef

$(PYTHON): Tests/requirements.txt
	@deploy/install/debian-packages.sh python3 python3-venv
	@python3 -m venv .build-python
	@.build-python/bin/pip install --quiet --disable-pip-version-check --requirement Tests/requirements.txt
	@touch $(PYTHON)

bench-detection: build .build-bench/bin/python3  ## how well forests find labelled outliers, beside their peers (ODDS=folder, SEEDS=10)
	@.build-bench/bin/python3 Tests/Benchmarks/detection.py $(BIN)/peryton "$(ODDS)" --seeds $(SEEDS)

bench-forest: build .build-bench/bin/python3  ## how fast the forest is, beside its peers, in turn on the same rows (FULL=1 for every size)
	@.build-bench/bin/python3 Tests/Benchmarks/forest.py $(BIN)/ForestBenchmark $(if $(FULL),--full)

bench-budget: build  ## what nightly budgets promise and deliver over thirty nights, with and without bursts of bogus alerts
	@swift build $(SWIFT_FLAGS) --build-tests
	@rm -f .build/budget-table
	@PERYTON_BUDGET_TABLE=$(abspath .build/budget-table) swift test $(SWIFT_FLAGS) --skip-build \
		--filter BudgetTableTests/fullTable >&2; status=$$?; cat .build/budget-table; exit $$status

bench-catalog: build .build-bench/bin/python3  ## how fast catalogues are, beside PostgreSQL with Q3C, stilts and astropy (ROWS=10000000, CASES=cones,bus)
	@deploy/install/debian-packages.sh postgresql postgresql-15-q3c stilts
	@$(BIN)/CatalogBenchmark $(ROWS) $(abspath .build-bench/catalog-$(ROWS)) $(abspath .build-bench/bin/python3) $(CASES)

bench-cutout: build .build-bench/bin/python3  ## how fast cutouts, pictures and similarity search are, beside astropy (CASES=cut,bus,color,similarity)
	@$(BIN)/CutoutBenchmark $(abspath .build-bench/cutout) $(abspath .build-bench/bin/python3) $(CASES)

bench-matching: build  ## how fast anomalies find their subscriptions, beside a loop over all of them (SUBSCRIPTIONS=10000, WATCHED=1000000)
	@$(BIN)/MatchingBenchmark $(or $(SUBSCRIPTIONS),10000) $(or $(WATCHED),1000000)

bench-feedback: build .build-bench/bin/python3  ## what feedback finds, beside coniferest's and beside none (ODDS=folder)
	@.build-bench/bin/python3 Tests/Benchmarks/feedback.py $(BIN)/FeedbackBenchmark "$(ODDS)"

.build-bench/bin/python3: Tests/Benchmarks/requirements.txt
	@deploy/install/debian-packages.sh python3 python3-venv
	@python3 -m venv .build-bench
	@.build-bench/bin/pip install --quiet --disable-pip-version-check --requirement Tests/Benchmarks/requirements.txt
	@touch $@

clean:  ## remove what was built and the state of `make run`
	rm -rf .build .build-python .build-bench .peryton
