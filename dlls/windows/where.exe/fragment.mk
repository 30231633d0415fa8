# SPDX-License-Identifier: MIT
where.exe_LIBS = kernelbase ntdll
where.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
