# SPDX-License-Identifier: MIT
hostname.exe_LIBS = kernelbase ntdll
hostname.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
