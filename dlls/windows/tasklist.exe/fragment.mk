# SPDX-License-Identifier: MIT
tasklist.exe_LIBS = kernelbase ntdll
tasklist.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c processes.c)
