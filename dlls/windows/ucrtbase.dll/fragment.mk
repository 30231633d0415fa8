# SPDX-License-Identifier: MIT
# The sources that msvcrt has as well are compiled a second time, with CRT_UCRT defined.
ucrtbase_LIBS   = kernelbase ntdll
ucrtbase_LDADD  = -lmingwex
ucrtbase_SHARED = $(wildcard $(srcdir)/dlls/windows/crt/*.c) $(srcdir)/dlls/windows/msvcrt.dll/printf.c $(srcdir)/dlls/windows/msvcrt.dll/cxx.c
ucrtbase_GENERATED_OBJECTS = $(patsubst %.c,ucrt/%.o,$(notdir $(ucrtbase_SHARED)))
ucrtbase_EXTRA_SOURCES_x86_64 = $(wildcard $(srcdir)/dlls/windows/msvcrt.dll/x86_64/*.[cS])
ucrtbase_CFLAGS = -DCRT_UCRT -fno-builtin -fno-tree-loop-distribute-patterns -I$(srcdir)/dlls/windows/crt

# ucrtbase_rules(WORD)
define ucrtbase_rules
$(foreach s,$(ucrtbase_SHARED),
obj/$(1)/ucrt/$(notdir $(s:.c=.o)): $(s) | gen/nt_calls.stamp $$(GENERATED_HEADERS)
	$$(call say,CC-$(1),ucrt/$(notdir $(s)))mkdir -p $$(@D) && $$(CC_$(1)) $$(GUEST_CFLAGS) $$(GUEST_CFLAGS_$(1)) -I$$(<D) -MMD -MP -c -o $$@ $$<
obj/$(1)/ucrt/$(notdir $(s:.c=.o)): GUEST_CFLAGS += $$(ucrtbase_CFLAGS)
)
endef
$(foreach w,$(WORDS),$(eval $(call ucrtbase_rules,$(w))))
$(foreach w,$(WORDS),$(patsubst $(srcdir)/%.c,obj/$(w)/%.o,$(wildcard $(srcdir)/dlls/windows/ucrtbase.dll/*.c))): GUEST_CFLAGS += $(ucrtbase_CFLAGS)
