# SPDX-License-Identifier: MIT
sort.exe_LIBS = kernelbase ntdll
sort.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
