# SPDX-License-Identifier: MIT
more.exe_LIBS = kernelbase ntdll
more.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
