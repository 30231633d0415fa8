# SPDX-License-Identifier: MIT
msvcp140_LIBS = vcruntime140 ucrtbase kernelbase ntdll
# the Universal CRT's side of the headers, its own printf
$(foreach w,$(WORDS),$(patsubst $(srcdir)/%.c,obj/$(w)/%.o,$(wildcard $(srcdir)/dlls/windows/msvcp140.dll/*.c $(srcdir)/dlls/windows/msvcp140.dll/$(w)/*.c))): \
    GUEST_CFLAGS += -D_UCRT -D__USE_MINGW_ANSI_STDIO=0
