# Needs python3 (3.11 or newer) with venv and pip; uses uv where it is installed.
SHELL := /bin/sh
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# fewer lines where a machine has a package mirror with gaps; harmless elsewhere
export PIP_DISABLE_PIP_VERSION_CHECK = 1

SERVERS := .venv-servers

.PHONY: help demo test test-slow test-servers check format draw clean

help:
	@echo "make demo       generate a data set from examples/ with the offline teacher and look at it"
	@echo "make test       every test that needs nothing but this machine"
	@echo "make test-slow  the same with many more kills, and full-scale files"
	@echo "make test-servers  the whole job against transformers serve and vLLM: 5 GB, minutes, by hand"
	@echo "make check      format, lint, types, contracts"
	@echo "make format     put the code into shape"

# One stamp a set of tools: pyproject.toml decides what is in it.
$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "datagen needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv venv -q --seed --python $(PYTHON) $(VENV); \
	  else $(PYTHON) -m venv $(VENV); fi || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: $(VENV)/pyvenv.cfg pyproject.toml
	@echo "installing datagen into $(VENV) …"
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python -e .; \
	  else $(BIN)/python -m pip install -q -e .; fi
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@echo "installing the tools for tests and checks …"
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python --group dev; \
	  else $(BIN)/python -m pip install -q 'pip>=25.1' && $(BIN)/python -m pip install -q --group dev; fi
	@touch $@

demo: $(VENV)/.installed
	$(BIN)/datagen generate \
	  --captions examples/annotations/captions_example.json \
	  --instances examples/annotations/instances_example.json \
	  --images examples/images \
	  --teacher offline --out outputs/demo
	$(BIN)/datagen preview outputs/demo --image 401

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not slow and not servers"

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not servers"

# A server has an environment of its own: datagen knows it by HTTP only. NAME.log is what pip said.
$(SERVERS)/%/.installed: tests/servers/%.txt
	@rm -rf $(SERVERS)/$* && mkdir -p $(SERVERS) && $(PYTHON) -m venv $(SERVERS)/$*
	@echo "installing the server $* into $(SERVERS)/$* …"
	@if $(SERVERS)/$*/bin/python -m pip install -q -r $< >$(SERVERS)/$*.log 2>&1; then \
	  $(SERVERS)/$*/bin/python -m pip uninstall -q -y torchvision torchaudio torchcodec \
	    >>$(SERVERS)/$*.log 2>&1; touch $@; \
	else rm -rf $(SERVERS)/$*; echo "$* does not install here:"; tail -n 1 $(SERVERS)/$*.log; fi

test-servers: $(VENV)/.dev $(SERVERS)/transformers/.installed $(SERVERS)/vllm/.installed
	@test -e $(SERVERS)/transformers/.installed || \
	  { echo "the model for these tests is made with it: nothing to test"; exit 1; }
	$(BIN)/python -m pytest -q -m servers tests/servers

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) $(SERVERS) build dist
