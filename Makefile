# make run: open the app.  make test: everything.  make check: format, lint, types, import rule.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check format bench bench-labels bench-estimate bench-naming bench-first-visit clean

run: $(VENV)/.prepared
	@echo "Starting FER Lab. It opens in your browser, at the address below; Ctrl+C stops it."
	@$(BIN)/streamlit run app.py

test: $(VENV)/.dev
	sh tests/browser/install_chromium.sh
	sh tests/core/install_postgres.sh
	sh tests/core/install_strace.sh
	FER_LAB_REQUIRE_BROWSER=1 FER_LAB_REQUIRE_POSTGRES=1 FER_LAB_REQUIRE_STRACE=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_house.py

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/import_csv.py
	$(BIN)/python benchmarks/clustering.py
	$(BIN)/python benchmarks/projection.py

bench-labels: $(VENV)/.dev
	$(BIN)/python benchmarks/label_efficiency.py --docs docs/label-efficiency.md $(BENCH_ARGS)

bench-estimate: $(VENV)/.dev
	$(BIN)/python benchmarks/estimate.py $(BENCH_ARGS)

bench-naming: $(VENV)/.dev
	sh tests/browser/install_chromium.sh
	$(BIN)/python benchmarks/naming.py --docs docs/naming-speed.md $(BENCH_ARGS)

bench-first-visit: $(VENV)/.dev
	sh tests/browser/install_chromium.sh
	$(BIN)/python benchmarks/first_visit.py $(BENCH_ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "FER Lab needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -y -q python3-venv; } \
		|| { echo "Python lacks venv. Run: sudo apt-get install python3-venv"; exit 1; }
	@echo "1 of 3  Creating an environment for Python in $(VENV) (about 10 s)."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements.txt | $(BIN)/python
	@echo "2 of 3  Installing the packages: about 70, 300 MB, 2 to 5 minutes. This is done once."
	@$(BIN)/python -m tools.install_packages requirements.txt
	@touch $@

$(VENV)/.prepared: | $(VENV)/.app
	@echo "3 of 3  Drawing and grouping the sample faces, so that the first page is there at once (about 30 s)."
	-@$(BIN)/python -m fer_core prepare
	@touch $@

$(VENV)/.dev: requirements.txt requirements-extras.txt requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.app
