# SPDX-License-Identifier: MIT
whoami.exe_LIBS = advapi32 kernelbase ntdll
whoami.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
