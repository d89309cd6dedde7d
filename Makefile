# Cabildo: two commands to begin with, `make demo` and `make test`; `make help` lists the rest.

SWIFT ?= swift
# Needed to build: SQLite's headers (GRDB), PostgreSQL's client library, zlib's (swift-nio-extras).
BUILD_PACKAGES = libsqlite3-dev libpq-dev pkg-config zlib1g-dev
# Needed by tests: openssl, which checks our certificates; curl, a client we did not write; Go and its
# sumdb, which read our log as outsiders do; and a PostgreSQL, which the tests start themselves.
TEST_PACKAGES = $(BUILD_PACKAGES) openssl curl postgresql python3 golang-go golang-golang-x-mod-dev

# The suites in groups that do not disturb each other: some measure memory and connections, some kill
# processes and databases under load.
DATABASE_SUITES = StorageTests|LogServiceTests|LogExportTests|DatabaseSupportTests
SUITES = "--skip=$(DATABASE_SUITES)|ExchangeGatewayTests|WebTests|WitnessServiceTests|EndToEndTests" \
	"--filter=ExchangeGatewayTests|WebTests|WitnessServiceTests" "--filter=$(DATABASE_SUITES)"

.DEFAULT_GOAL := help
.PHONY: help demo test check lint architecture tour bench fuzz fuzz-short format clean packages \
	test-packages swift

help:
	@echo "make demo      found the demo republic, run it, and walk through the first governed call"
	@echo "               (make demo TOUR=only leaves after the walk)"
	@echo "make test      run all tests"
	@echo "make check     lint, architecture, tests, a minute of fuzzing, then the demo's walk: what CI runs"
	@echo "make bench     run the benchmarks beside their peers and print the ratios"
	@echo "make fuzz      fuzz Cedar: TIME=600 TARGET=policies (docs/cedar-testing.md lists the targets)"
	@echo "make format    format the sources"
	@echo "make clean     remove what was built"

demo: packages
	@echo "Building Cabildo (about four minutes the first time) ..."
	$(SWIFT) build --product cabildo
	@"$$($(SWIFT) build --show-bin-path)/cabildo" demo --charter Examples/costa-verde \
		$(if $(filter only,$(TOUR)),--tour-only)

test: test-packages
	@echo "Building Cabildo and its tests (about five minutes the first time) ..."
	$(SWIFT) build --build-tests
	@set -e; for suites in $(SUITES); do \
		CABILDO_REQUIRE_POSTGRES=1 $(SWIFT) test --skip-build --disable-xctest "$$suites"; \
	done
	CABILDO_REQUIRE_POSTGRES=1 $(SWIFT) test --skip-build --disable-xctest --no-parallel \
		--filter EndToEndTests

check: lint architecture test fuzz-short tour

lint: swift
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks Fuzzing

architecture: test-packages
	$(SWIFT) test --disable-xctest --filter ArchitectureTests

tour:
	@$(MAKE) --no-print-directory demo TOUR=only

bench: packages
	@scripts/bench

fuzz: swift
	@scripts/fuzz $(or $(TARGET),all) $(or $(TIME),600)

# A minute over all targets from a fixed seed.
fuzz-short: swift
	@scripts/fuzz all 63 1

format: swift
	$(SWIFT) format format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks Fuzzing

clean:
	rm -rf .build Benchmarks/.build Fuzzing/.build

packages: swift
	@scripts/install-packages $(BUILD_PACKAGES)

test-packages: swift
	@scripts/install-packages $(TEST_PACKAGES)

swift:
	@command -v $(SWIFT) >/dev/null 2>&1 || { \
		echo "Swift 6.3 is missing: see https://www.swift.org/install/linux/" >&2; exit 1; }
