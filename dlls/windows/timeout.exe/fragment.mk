# SPDX-License-Identifier: MIT
timeout.exe_LIBS = kernelbase ntdll
timeout.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
