# SPDX-License-Identifier: MIT
regedit.exe_LIBS = kernelbase ntdll
regedit.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c regfile.c registry.c)
