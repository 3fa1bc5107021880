# Each target builds what it needs by itself: .tools/ (uv), .venv/ (from the hashed requirements), then runs.
# The second time nothing is installed, and nothing asks the network.

PYTHON ?= python3
UV      = .tools/bin/uv
RUN     = .venv/bin/python
export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help demo crawl console test check bench bench-crawl bench-duplicates bench-replay fuzz lock docs screenshots clean

help: ## Say what there is to make
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/users.stamp ## Crawl the bundled newsroom, print the accounting and one article before and after
	$(RUN) -m scrapy demo

crawl: .venv/users.stamp ## Crawl every enabled source
	$(RUN) -m scrapy crawl news

console: .venv/users.stamp ## Show the store in a browser: runs, sources, articles before and after, rules, search
	$(RUN) -m scrapy console

test: check ## Lint, type-check and run every test, on all cores
	$(RUN) -m pytest --numprocesses auto --dist loadfile

check: .venv/dev.stamp ## Lint and type-check only
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

bench: .venv/bench.stamp ## Measure extraction against its peers: make bench BENCH_DATA=folder
	@test -n "$(BENCH_DATA)" || { echo "Say where the pages with gold text are: make bench BENCH_DATA=folder (format: benchmarks/README.md)"; exit 2; }
	$(RUN) -m benchmarks.extraction $(BENCH_DATA)

bench-crawl: .venv/users.stamp ## Measure the crawl of the newsroom with cleaning on and off
	$(RUN) -m benchmarks.crawl

bench-duplicates: .venv/users.stamp ## Measure near-duplicates: recall and precision on edits, time and memory for 100,000 articles [BENCH_TEXTS=file]
	$(RUN) -m benchmarks.duplicates $(BENCH_TEXTS)

bench-replay: .venv/users.stamp ## Measure replay: pages a second with 1 and 2 workers, memory for 1,000 and 20,000 pages
	$(RUN) -m benchmarks.replay

FUZZ_MINUTES ?= 30
fuzz: .venv/fuzz.stamp ## Fuzz clean_text and clean_page: make fuzz FUZZ_MINUTES=30
	$(RUN) -m tests.fuzz --minutes $(FUZZ_MINUTES)

docs: .venv/users.stamp ## Write the generated pages of docs/ anew
	$(RUN) -m docs.make_rules
	$(RUN) -m docs.make_contract

screenshots: .venv/dev.stamp ## Take pictures of the console's pages into var/screenshots, and the README's (needs a Chromium)
	REQUIRE_BROWSER=1 SCREENSHOTS=$(CURDIR)/var/screenshots $(RUN) -m pytest -q tests/console/test_browser.py -k "picture or promises"
	cp var/screenshots/readme.png docs/console.png

lock: $(UV) ## Resolve pyproject.toml anew into the hashed requirements files
	for extra in users dev bench fuzz; do \
	  case $$extra in users) flags=;; dev) flags="--extra dev";; bench) flags="--extra dev --extra bench";; \
	    fuzz) flags="--extra dev --extra fuzz";; esac; \
	  $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --upgrade $$flags pyproject.toml --output-file requirements/$$extra.txt || exit 1; \
	done

clean: ## Remove the environment and everything that runs have written
	rm -rf .venv .tools var

$(UV): requirements/uv.txt
	@echo "── uv (once)"
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --upgrade --target .tools --requirement requirements/uv.txt
	@touch $(UV)

.venv/pyvenv.cfg: $(UV)
	@echo "── .venv (once)"
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	@touch $@

# users.txt is a part of dev.txt, dev.txt of bench.txt and fuzz.txt: a larger set also serves the smaller one's targets.
.venv/users.stamp: requirements/users.txt | .venv/pyvenv.cfg
	$(UV) pip install --python .venv --require-hashes --requirement requirements/users.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt | .venv/pyvenv.cfg
	$(UV) pip install --python .venv --require-hashes --requirement requirements/dev.txt
	@touch .venv/users.stamp $@

.venv/bench.stamp: requirements/bench.txt | .venv/pyvenv.cfg
	$(UV) pip install --python .venv --require-hashes --requirement requirements/bench.txt
	@touch .venv/users.stamp .venv/dev.stamp $@

.venv/fuzz.stamp: requirements/fuzz.txt | .venv/pyvenv.cfg
	$(UV) pip install --python .venv --require-hashes --requirement requirements/fuzz.txt
	@touch .venv/users.stamp .venv/dev.stamp $@
