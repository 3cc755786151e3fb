# vs: `make demo` shows it, `make check` tests it, `make help` lists the rest.
#
# Everything is built under build/; nothing else in the tree is written. MODE=release is the hardened
# program; MODE=asan is clang with AddressSanitizer and UndefinedBehaviorSanitizer, for tests.

BUILD  ?= build
MODE   ?= release
PREFIX ?= /usr/local
V      ?=
Q      := $(if $(V),,@)
out    := $(BUILD)/$(MODE)

DEPS       := gcc libc6-dev pkg-config gettext faketime libsqlite3-dev libsodium-dev libgit2-dev \
              libjansson-dev libkeyutils-dev zlib1g-dev
DEPS_CHECK := perl clang-14 libclang-rt-14-dev clang-format-14 openssh-client golang-golang-x-mod-dev
PROGRAMS_CHECK := git:git node:nodejs npm:npm sshd:openssh-server ssh-agent:openssh-client \
                  openssl:openssl pgrep:procps go:golang-go
LIBRARIES  := sqlite3 libsodium libgit2 jansson zlib

export LC_ALL := C.UTF-8
export TZ     := UTC

# --- flags -------------------------------------------------------------------------------------

warnings := -Wall -Wextra -Wpedantic -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wundef \
    -Wvla -Wstrict-prototypes -Wold-style-definition -Wmissing-prototypes -Wmissing-declarations \
    -Wredundant-decls -Wnested-externs -Wwrite-strings -Wcast-qual -Wpointer-arith \
    -Wswitch-enum -Wdate-time -Wdouble-promotion
warnings_gcc := -Wformat-signedness -Warith-conversion -Wduplicated-cond -Wduplicated-branches \
    -Wlogical-op -Wjump-misses-init -Wimplicit-fallthrough=5 -Wstringop-overflow=4 \
    -Wcast-align=strict -Wtrampolines -Wbidi-chars=any -Wframe-larger-than=65536
strict := -Werror=implicit-function-declaration -Werror=incompatible-pointer-types \
    -Werror=int-conversion -Werror=return-type $(if $(CI),-Werror)
hardened := -O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
    -fcf-protection=full -fno-delete-null-pointer-checks -fno-strict-overflow -fno-common -fPIE
hardened_gcc := -ftrivial-auto-var-init=zero

ifneq ($(filter asan fuzz,$(MODE)),)
CC       := clang-14
mode_c   := -O1 -gline-tables-only -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
    $(if $(filter fuzz,$(MODE)),-fsanitize=fuzzer-no-link)
mode_ld  := -fsanitize=address,undefined $(if $(shell command -v ld.lld-14),-fuse-ld=lld)
warnings += -Wimplicit-fallthrough
else
CC       := gcc
mode_c   := $(hardened) $(hardened_gcc) -g
mode_ld  := -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code
warnings += $(warnings_gcc)
endif

library_c := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null))
# Without libgit2, which sync/libgit2.h takes in when it is needed.
library_l := $(shell pkg-config --libs $(filter-out libgit2,$(LIBRARIES)) 2>/dev/null) -lkeyutils -ldl
CFLAGS_ALL := -std=c11 -D_GNU_SOURCE -I. $(library_c) $(warnings) $(strict) $(mode_c) -MMD -MP $(CFLAGS)
LDFLAGS_ALL := $(mode_ld) -Wl,--as-needed $(LDFLAGS)

# --- the program -------------------------------------------------------------------------------

# Folders and what each may use come from one table, which `make layers` holds the sources to.
layer_rows := $(shell awk '/^(core|sync|cli)[^:]*:/ { gsub(" ", ",", $$0); sub(":,?", "=", $$0); print }' tests/layers.txt)
folders    := $(foreach row,$(layer_rows),$(firstword $(subst =, ,$(row))))
uses        = $(subst $(,), ,$(patsubst $(1)=%,%,$(filter $(1)=%,$(layer_rows))))
,          := ,
archive     = $(out)/lib/$(subst /,_,$(1)).a
archives    = $(foreach f,$(1) $(call uses,$(1)),$(if $(wildcard $(f)/*.c),$(call archive,$(f))))
objects     = $(patsubst %.c,$(out)/obj/%.o,$(filter-out cli/main.c,$(wildcard $(1)/*.c)))

locale := $(out)/locale/nl/LC_MESSAGES/vs.mo

.PHONY: all
all: $(out)/vs $(locale)

# own: what one object is compiled with beside that. Under the sanitizers to optimise takes three times as long
# as the rest of a compilation, which only code that runs much gives back.
seldom = $(if $(filter asan,$(MODE)),$(if $(filter cli/% tests/%,$<),-O0))
$(out)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(if $(V),,@echo '  CC   $<')
	$(Q)$(CC) $(CFLAGS_ALL) $(seldom) $(own) -c -o $@ $<

# Objects that carry files of schemas/ (base/embed.h) follow them.
embedding := $(shell grep -ls '^VS_EMBED.' core/*/*.c cli/*.c)
$(patsubst %.c,$(out)/obj/%.o,$(embedding)): $(shell find schemas -type f 2>/dev/null)

define folder_rule
$(call archive,$(1)): $(call objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(Q)ar rcs $$@ $$^
endef
$(foreach f,$(folders),$(eval $(call folder_rule,$(f))))

$(out)/vs: $(out)/obj/cli/main.o $(call archives,cli)
	$(if $(V),,@echo '  LD   $@')
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ -Wl,--start-group $^ -Wl,--end-group $(library_l)

# --- words, and where the program goes ------------------------------------------------------------

# The program finds its translation beside itself (cli/i18n.h), here and where it is installed.
$(locale): cli/po/nl.po
	@mkdir -p $(@D)
	$(Q)msgfmt --check -o $@ $<

# After a change of texts: brings cli/po/vs.pot and cli/po/nl.po up to date; then translate nl.po.
.PHONY: po install uninstall
po:
	$(Q)cli/po/extract.sh cli/po/vs.pot
	$(Q)msgmerge --quiet --no-fuzzy-matching --no-location --width=100 --backup=none --update cli/po/nl.po cli/po/vs.pot

share := $(DESTDIR)$(PREFIX)/share
# How a region writes down its own agreement and calendar, and the example that it begins from, with its text.
install_docs := $(addprefix schemas/,AGREEMENTS.md AGREEMENTS.nl.md agreement.schema.json calendar.schema.json \
    agreements/voorbeeld.json agreements/quoted/s-voorbeeld.json)
install: all
	install -D -m 755 $(out)/vs $(DESTDIR)$(PREFIX)/bin/vs
	install -D -m 644 $(locale) $(share)/locale/nl/LC_MESSAGES/vs.mo
	install -D -m 644 cli/man/vs.1 $(share)/man/man1/vs.1
	install -D -m 644 cli/completion/vs.bash $(share)/bash-completion/completions/vs
	install -D -m 644 cli/completion/_vs $(share)/zsh/vendor-completions/_vs
	install -D -m 644 cli/completion/vs.fish $(share)/fish/vendor_completions.d/vs.fish
	install -D -m 644 -t $(share)/doc/vs $(install_docs)
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/vs $(share)/locale/nl/LC_MESSAGES/vs.mo $(share)/man/man1/vs.1 \
	    $(share)/bash-completion/completions/vs $(share)/zsh/vendor-completions/_vs \
	    $(share)/fish/vendor_completions.d/vs.fish $(addprefix $(share)/doc/vs/,$(notdir $(install_docs)))
	[ ! -d $(share)/doc/vs ] || rmdir --ignore-fail-on-non-empty $(share)/doc/vs

# --- the main job, as a story -------------------------------------------------------------------

# Installs what the program needs, then the program under build/demo/usr, then plays the story there.
.PHONY: demo transcript
demo:
	$(Q)$(MAKE) --no-print-directory deps
	$(Q)$(MAKE) --no-print-directory -j2 all
	@rm -rf $(BUILD)/demo
	$(Q)$(MAKE) --no-print-directory install DESTDIR= PREFIX=$(abspath $(BUILD))/demo/usr >/dev/null
	$(Q)VS_PROGRAM=$(abspath $(BUILD))/demo/usr/bin/vs tests/demo/story.sh $(BUILD)/demo

# After a change of texts: README.md shows the story as it runs now.
transcript: all
	$(Q)VS_PROGRAM=$(abspath $(out)/vs) tests/demo/transcript.sh README.md

# --- tests -------------------------------------------------------------------------------------

# tests/<kind>/<folder>/t_x.c, with core/log as core_log, is linked with that folder and those behind it. The
# tests of a folder are one program under their names (tests/programs.c): linking costs more than compiling.
test_sources := $(wildcard tests/*/*/t_*.c)
test_folders := $(patsubst %/,%,$(sort $(dir $(test_sources))))
test_folder   = $(subst _,/,$(word 3,$(subst /, ,$(1))))
test_names    = $(basename $(notdir $(wildcard $(1)/t_*.c)))
test_programs := $(addprefix $(out)/,$(basename $(test_sources)))
link_tests    = $(CC) $(LDFLAGS_ALL) -o $@ -Wl,--start-group $(filter %.o %.a,$^) -Wl,--end-group $(library_l)

$(addprefix $(out)/obj/,$(test_sources:.c=.o)): own = -include tests/own_main.h -DOWN_MAIN='"main_of_$(basename $(@F))"'
define tests_rule
$(out)/obj/$(1)/programs.o: own = -DPROGRAMS='$(foreach t,$(call test_names,$(1)),P($(t)))'
$(out)/obj/$(1)/programs.o: tests/programs.c Makefile $(1)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CFLAGS_ALL) $$(own) -c -o $$@ $$<
$(out)/$(1)/programs: $(out)/obj/$(1)/programs.o $(patsubst %.c,$(out)/obj/%.o,$(wildcard $(1)/t_*.c $(1)/h_*.c)) $(call archives,$(call test_folder,$(1)))
	@mkdir -p $$(@D)
	$$(Q)$$(link_tests)
$(addprefix $(out)/$(1)/,$(call test_names,$(1))): $(out)/$(1)/programs
	$$(Q)ln -sf programs $$@
endef
$(foreach d,$(test_folders),$(eval $(call tests_rule,$(d))))

# tests/fuzz/<folder>/f_x.c becomes the fuzzer x, and t_fuzz_x, which replays tests/fuzz/corpus/x. All of
# these are one program too.
fuzz_sources := $(wildcard tests/fuzz/*/f_*.c)
fuzz_name     = $(patsubst f_%,%,$(basename $(notdir $(1))))
fuzz_replay   = $(out)/$(dir $(1))t_fuzz_$(call fuzz_name,$(1))
fuzz_program  = $(out)/fuzzers/$(call fuzz_name,$(1))
fuzz_objects := $(patsubst %.c,$(out)/obj/%.o,$(fuzz_sources))
test_programs += $(foreach f,$(fuzz_sources),$(call fuzz_replay,$(f)))

ifneq ($(MODE),fuzz)
$(fuzz_objects): own = -DFUZZ_TARGET='"input_of_$(patsubst f_%.o,%,$(@F))"'
endif
$(out)/obj/tests/fuzz/standalone.o: own = -DTARGETS='$(foreach f,$(fuzz_sources),T($(call fuzz_name,$(f))))'
$(out)/obj/tests/fuzz/standalone.o: $(sort $(patsubst %/,%,$(dir $(fuzz_sources))))
$(out)/tests/fuzz/replay: $(out)/obj/tests/fuzz/standalone.o $(fuzz_objects) $(call archives,cli)
	@mkdir -p $(@D)
	$(Q)$(link_tests)
define fuzz_rule
$(call fuzz_replay,$(1)): $(out)/tests/fuzz/replay
	@mkdir -p $$(@D)
	$$(Q)ln -sf ../replay $$@
$(call fuzz_program,$(1)): $(out)/obj/$(1:.c=.o) $(call archives,$(call test_folder,$(1)))
	@mkdir -p $$(@D)
	$$(Q)$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $$@ -Wl,--start-group $$^ -Wl,--end-group $(library_l)
endef
$(foreach f,$(fuzz_sources),$(eval $(call fuzz_rule,$(f))))

# What shell tests use beside the program: tests/cli/x.so.c is preloaded into it, and a program of its own
# with all of the program's libraries, that of a partner that lies.
liar := $(out)/tests/cli/liar
test_tools := $(patsubst %.so.c,$(out)/%.so,$(wildcard tests/cli/*.so.c)) $(liar)
$(out)/tests/cli/%.so: tests/cli/%.so.c Makefile
	@mkdir -p $(@D)
	$(Q)gcc -std=c11 -D_GNU_SOURCE $(filter-out -Wpedantic -Wredundant-decls,$(warnings)) $(strict) -O2 -fPIC -shared -o $@ $<
$(liar): $(patsubst %.c,$(out)/obj/%.o,$(wildcard tests/cli/liar/*.c)) $(call archives,sync)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ -Wl,--start-group $^ -Wl,--end-group $(library_l)

# The tests of who may write what, with switches for every check (tests/mutants/authority.t).
mutants := $(out)/mutants
judges := $(wildcard core/casework/authority*.c)
judge_objects := $(patsubst core/casework/%.c,$(mutants)/%.o,$(judges))
$(mutants)/authority.list: $(judges) tests/mutants/authority.pl
	@mkdir -p $(@D)
	$(Q)perl tests/mutants/authority.pl $(@D) $(judges) >$@
$(judge_objects): $(mutants)/%.o: $(mutants)/authority.list
	$(Q)$(CC) $(CFLAGS_ALL) -w -c -o $@ $(@:.o=.c)
$(mutants)/t_authority: $(judge_objects) $(patsubst %.c,$(out)/obj/%.o,tests/unit/core_casework/t_authority.c $(wildcard tests/unit/core_casework/h_*.c)) $(call archives,core/casework)
	$(Q)$(CC) $(LDFLAGS_ALL) -Wl,--defsym=main=main_of_t_authority -o $@ -Wl,--start-group $^ -Wl,--end-group $(library_l)
test_tools += $(mutants)/t_authority

# The laws over all triples of acts, 5.4 million cases; STEP=10: one in ten of them.
.PHONY: triples
STEP ?= 1
triples: $(out)/tests/prop/core_casework/t_triples
	$(Q)$< $(STEP)

# Changes core/casework line by line (F='fold_offer answer': only these files) and says which changes no
# test notices; minutes for each file.
.PHONY: mutants
mutants: test-programs
	$(Q)CC='$(CC)' CFLAGS='$(CFLAGS_ALL)' LIBS='$(LDFLAGS_ALL) -Wl,--start-group $(call archives,core/casework) -Wl,--end-group $(library_l)' \
	    tests/mutants/run.pl $(out) $(if $(filter command line,$(origin F)),$(F),authority authority_offer authority_settle fold_judge fold_known fold_offer fold_order fold_result fold_result_offer fold_result_settle fold_rule fold_view answer)

-include $(shell find $(out) -name '*.d' 2>/dev/null)

.PHONY: test-programs test layers check
test-programs: $(test_programs) $(test_tools)

# Run some tests: make test T='tests/unit/core_base tests/cli/init.t'. Scripts find the program as
# $VS_PROGRAM, other things built in $BUILD/$MODE, and packages for Node in $BUILD/node.
T ?= tests
test_scripts    := $(wildcard tests/*/*.t tests/*/*.mjs)
selected         = $(foreach t,$(T),$(filter $(out)/$(t)%,$(test_programs)))
selected_scripts = $(foreach t,$(T),$(filter $(t)%,$(test_scripts)))
# What they run: the program, and the test programs that they name by path.
named            = $(if $(selected_scripts),$(shell grep -ohE 'tests/[a-z]+/[a-z_]+/t_[a-z_0-9]+' $(selected_scripts)))
run_by_scripts   = $(if $(selected_scripts),all) $(if $(filter %.t,$(selected_scripts)),$(test_tools)) \
    $(filter $(addprefix $(out)/,$(named)),$(test_programs))
for_scripts      = BUILD=$(abspath $(BUILD)) MODE=$(MODE) VS_PROGRAM=$(abspath $(out)/vs)
test: $(selected) $(run_by_scripts) $(if $(filter %.mjs,$(selected_scripts)),node-packages)
	$(Q)$(for_scripts) tests/run $(if $(V),-v) $(sort $(selected) $(selected_scripts))

# Packages that only tests in JavaScript use (tests/interop/package.json), without their scripts.
node_files := $(addprefix tests/interop/,package.json package-lock.json .npmrc)
.PHONY: node-packages
node-packages: $(BUILD)/node/.installed
$(BUILD)/node/.installed: $(node_files)
	@mkdir -p $(@D)
	$(Q)cp $(node_files) $(@D) && cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

# Every fuzz target, or those of F='json note', for FUZZ_SECONDS each; what it finds is in build/fuzz.
FUZZ_SECONDS ?= 60
F ?= $(foreach f,$(fuzz_sources),$(call fuzz_name,$(f)))
.PHONY: fuzz fuzz-programs
fuzz-programs: $(addprefix $(out)/fuzzers/,$(F))
fuzz:
	$(Q)$(MAKE) --no-print-directory MODE=fuzz F='$(F)' fuzz-programs
	$(Q)tests/fuzz/run.sh $(FUZZ_SECONDS) $(BUILD)/fuzz $(addprefix $(BUILD)/fuzz/fuzzers/,$(F))

# The figures of the design, each beside its floor: make bench N=10000, and LARGE=100000 for what must
# not grow with the ledger. The ledgers that it needs are kept in build/bench.
N     ?= 10000
LARGE ?=
.PHONY: bench bench-large
bench: all $(out)/bench
	$(Q)$(abspath $(out))/bench $(abspath $(out))/vs $(abspath $(BUILD))/bench $(N) $(LARGE)

# A lifetime of work: 100,000 cases of fifteen events, or CASES=n. Making it takes an hour the first time.
CASES ?= 100000
bench-large: all $(out)/bench
	$(Q)$(abspath $(out))/bench $(abspath $(out))/vs $(abspath $(BUILD))/bench $(CASES) cases
$(out)/bench: $(patsubst %.c,$(out)/obj/%.o,$(wildcard tests/bench/*.c)) $(call archives,sync)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ -Wl,--start-group $^ -Wl,--end-group $(library_l)

# Histories from new seeds until told: make soak SECONDS=600, or SEEDS=5000 of them. One that fails is
# printed, shrunk to the shortest that still fails, and replays with SEED=n.
SECONDS ?= 600
SEEDS   ?=
.PHONY: soak
soak: $(out)/tests/sim/sync/t_history
	$(Q)$(if $(SEEDS),HISTORIES=$(SEEDS) FIRST=$$(date +%s)000,SECONDS=$(SECONDS)) $<

layers:
	$(Q)tests/layers.sh

# Both builds at once, so that no processor is idle while the other links or waits for packages.
.PHONY: built built-release built-asan
built: node-packages layers format-check built-release built-asan
built-release:
	$(Q)$(MAKE) --no-print-directory MODE=release all test-programs
built-asan:
	$(Q)$(MAKE) --no-print-directory MODE=asan all test-programs

check:
	$(Q)$(MAKE) --no-print-directory deps-check
	$(Q)$(MAKE) --no-print-directory -j3 built
	$(Q)$(for_scripts) tests/check.sh

.PHONY: format format-check
c_files = $(shell find cli core sync tests -name '*.[ch]')
format:
	$(Q)clang-format-14 -i $(c_files)
format-check:
	$(Q)clang-format-14 --dry-run -Werror $(c_files)

# --- what the machine must have ----------------------------------------------------------------

.PHONY: deps deps-check
install_line = apt-get install -y --no-install-recommends
define install
	@missing=; for p in $(1); do dpkg-query -W -f '$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || missing="$$missing $$p"; done; \
	for pair in $(2); do PATH="$$PATH:/usr/sbin" command -v $${pair%%:*} >/dev/null 2>&1 || missing="$$missing $${pair##*:}"; done; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null 2>&1; then as=sudo; \
	else echo "missing packages; as root, type:"; echo "  apt-get update && $(install_line)$$missing"; exit 1; fi; \
	echo "installing:$$missing"; \
	$$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as $(install_line)$$missing >/dev/null
endef
deps:
	$(call install,$(DEPS),)
deps-check:
	$(call install,$(DEPS) $(DEPS_CHECK),$(PROGRAMS_CHECK))

.PHONY: clean help
clean:
	rm -rf $(BUILD)

help:
	@echo 'make demo     install what is missing, build, play the main job in build/demo'
	@echo 'make check    install what tests need, build, run every test'
	@echo 'make          build build/release/vs'
	@echo 'make test T=tests/unit/core_base   run some tests (V=1 shows each check)'
	@echo 'make install  DESTDIR= PREFIX=/usr/local; make uninstall takes the same away again'
	@echo 'make po       after a change of texts: cli/po; make transcript: README.md'
	@echo 'make fuzz FUZZ_SECONDS=60 F=json    look for inputs that break a parser (without F: all of them)'
	@echo 'make triples  the laws of the fold over every three acts that did not know of each other'
	@echo 'make mutants F=fold_offer   change the fold line by line: which changes does no test notice'
	@echo 'make soak     new simulated histories for SECONDS=600, or SEEDS=n of them'
	@echo 'make bench    measure, each figure beside its floor (N=10000 events, LARGE=100000)'
	@echo 'make bench-large   measure in a ledger of CASES=100000 cases of 15 events, kept in build/bench'
	@echo 'make layers | format | format-check | clean'
