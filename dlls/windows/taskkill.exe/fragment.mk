# SPDX-License-Identifier: MIT
taskkill.exe_LIBS = kernelbase ntdll
taskkill.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c processes.c)
