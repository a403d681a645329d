# Each target is one line of README and one script; the scripts run alone too.
.PHONY: help run test soak fuzz bench peers screens deny fmt lint

help:  ## this list
	@sed -n 's/^\([a-z]*\):  ## /make \1\t/p' Makefile

run:  ## install what is missing, build, open the window on the built-in tour
	@scripts/run.sh $(ARGS)

test:  ## the same set-up, then every test
	@scripts/test.sh $(ARGS)

soak:  ## every test at length: a thousand kills, random cases by the ten thousand
	@scripts/soak.sh

fuzz:  ## broken bytes against every reader for MINUTES (1) each, and how much of each they reach
	@MINUTES=$(MINUTES) scripts/fuzz.sh $(ARGS)

bench:  ## figures, held against benches/recorded.json; RECORD=1 rewrites that file and README
	@RECORD=$(RECORD) scripts/bench.sh

peers:  ## other readers of clouds on the same files; RECORD=1 rewrites docs/peers.md
	@RECORD=$(RECORD) scripts/peers.sh

screens:  ## write the current picture of each screen to docs/screens
	@scripts/screens.sh

deny:  ## licences and sources of everything we depend on
	@scripts/deny.sh

fmt:  ## format the code
	@cargo fmt

lint:  ## formatting, clippy for all three feature sets, documentation: as the automatic check does
	@scripts/lint.sh
