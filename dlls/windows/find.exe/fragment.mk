# SPDX-License-Identifier: MIT
find.exe_LIBS = kernelbase ntdll
find.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
