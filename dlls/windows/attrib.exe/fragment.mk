# SPDX-License-Identifier: MIT
attrib.exe_LIBS = kernelbase ntdll
attrib.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
