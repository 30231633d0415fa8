# SPDX-License-Identifier: MIT
reg.exe_LIBS = kernelbase ntdll
reg.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c regfile.c registry.c)
