# SPDX-License-Identifier: MIT
findstr.exe_LIBS = kernelbase ntdll
findstr.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
