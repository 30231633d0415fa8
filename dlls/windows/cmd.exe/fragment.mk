# SPDX-License-Identifier: MIT
cmd.exe_LIBS = kernelbase ntdll
cmd.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c)
