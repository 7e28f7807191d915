# Everything starts here. What is missing is installed into this folder first; nothing outside of it is changed.
.DEFAULT_GOAL := help
.PHONY: help setup run test check docs pictures bench prove soak eval cost rehearse deploy plan rollback destroy smoke shell backfill lock clean
.NOTPARALLEL:

# Our own Python once it is there; before that the first that answers, which looks for the one that production runs (.python-version).
PYTHON := $(or $(wildcard .venv/bin/python),$(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$p -c '' 2>/dev/null && echo $$p && break; done),python3)
# Compiled modules make every start faster: let Python keep them, whatever this shell says.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make run     start the whole system here and make a first video and film (Ctrl-C ends it; ONCE=1 ends by itself; PORT=8080)"
	@echo 'make shell   print $$API, $$TOKEN and $$ADMIN of the stack that runs: eval "$$(make -s shell)"'
	@echo "make test    the tests, types, lint and the coverage gate (ALL=1 also what was seen green as it stands)"
	@echo "make check   types, lint and the API document only"
	@echo "make docs    build the documentation into .local/site (make run shows it under /docs/, make deploy publishes it)"
	@echo "make pictures  take the pictures of the documentation anew (docs/pictures)"
	@echo "make bench   measure the promises about speed (ONLY=studio one part of them)"
	@echo "make prove   every fault, random schedules, our own care taken away (tens of minutes; bench/proof.json)"
	@echo "make soak    a thousand jobs of sixty users through the whole stack, with trouble of every kind"
	@echo "make eval    measure how well prompts are written (GEMINI_API_KEY asks Gemini, otherwise the simulator)"
	@echo "make backfill  what documents of earlier releases lack (PROJECT=… in the cloud; APPLY=1 writes it; docs/upgrading.md)"
	@echo "make cost    what Google takes for running it, and where its limits stand (docs/scale.md; WRITE=1 writes it there, PROJECT=… adds what it chose)"
	@echo "make rehearse  what a deployment would meet, here: the image's packages, each function as planned, a first video (2 minutes)"
	@echo "make deploy PROJECT=…  build, plan, ask, apply, publish, try (STAGE=staging VARS=…, kept for later; docs/deploy.md); also plan, rollback, destroy"
	@echo "make smoke   one user, picture, prompt and shortest video at a deployment, erased after (PROJECT=…; YES=1 asks nothing)"
	@echo "make setup   install what is missing, nothing else"
	@echo "make lock    write the lock files from pyproject.toml (UPGRADE=1 takes what was released since)"
	@echo "make clean   remove .venv, the npm packages, all local data and caches"

setup:
	@$(PYTHON) -m local.setup

run:
	@$(PYTHON) -m local.setup run
	@exec .venv/bin/python -m local.run

test: setup
	@exec .venv/bin/python -m local.check test

check: setup
	@exec .venv/bin/python -m local.check check

docs: setup
	@exec .venv/bin/python -m local.site

pictures: setup
	@exec .venv/bin/python -m tests.studio.pictures

bench: setup
	@exec .venv/bin/python -m bench $(ONLY)

prove: setup
	@exec .venv/bin/python -m tests.prove $(ONLY)

soak: setup
	@exec .venv/bin/python -m bench.soak

eval: setup
	@exec .venv/bin/python -m local.eval

deploy plan rollback destroy: setup
	@.venv/bin/python -m local.infra.deploy $@ $(if $(PROJECT),--project $(PROJECT)) $(if $(STAGE),--stage $(STAGE)) $(if $(YES),--yes) \
	  $(if $(filter no,$(SMOKE)),--no-smoke) $(if $(DELETE_DATA),--delete-data $(DELETE_DATA)) --vars "$$VARS"

smoke: setup
	@.venv/bin/python -m $(if $(URL),local.smoke --url "$(URL)" $(if $(KEY),--key $(KEY)),local.infra.deploy smoke) \
	  --project "$(PROJECT)" $(if $(YES),--yes)

cost: setup
	@.venv/bin/python -m local.cost $(if $(WRITE),--write) $(if $(PROJECT),--project $(PROJECT))

rehearse: setup
	@exec .venv/bin/python -m local.rehearsal

shell:
	@.venv/bin/python -m local.first_steps

backfill: setup
	@exec .venv/bin/python -m local.backfill $(if $(PROJECT),--project $(PROJECT)) $(if $(APPLY),--apply) $(if $(FROM),--from $(FROM))

lock:
	@$(PYTHON) -m local.lock

clean:
	@$(PYTHON) -m local.setup clean
