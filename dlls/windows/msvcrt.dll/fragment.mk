# SPDX-License-Identifier: MIT
msvcrt_LIBS          = kernelbase ntdll
msvcrt_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/crt/*.c)
msvcrt_LDADD         = -lmingwex
# these files define what the compiler would otherwise make calls of
$(foreach w,$(WORDS),$(patsubst $(srcdir)/%.c,obj/$(w)/%.o,$(wildcard $(srcdir)/dlls/windows/crt/*.c $(srcdir)/dlls/windows/msvcrt.dll/*.c))): \
    GUEST_CFLAGS += -fno-builtin -fno-tree-loop-distribute-patterns -I$(srcdir)/dlls/windows/crt
