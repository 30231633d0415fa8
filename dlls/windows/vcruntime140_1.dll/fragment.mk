# SPDX-License-Identifier: MIT
vcruntime140_1_LIBS = vcruntime140 ntdll
# what it shares with vcruntime140.dll
$(foreach w,$(WORDS),$(patsubst $(srcdir)/%.c,obj/$(w)/%.o,$(wildcard $(srcdir)/dlls/windows/vcruntime140_1.dll/*.c $(srcdir)/dlls/windows/vcruntime140_1.dll/*/*.c))): \
    GUEST_CFLAGS += -I$(srcdir)/dlls/windows/vcruntime140.dll
