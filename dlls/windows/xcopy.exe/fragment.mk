# SPDX-License-Identifier: MIT
xcopy.exe_LIBS = kernelbase ntdll
xcopy.exe_EXTRA_SOURCES = $(addprefix $(srcdir)/dlls/windows/program/,text.c output.c entry.c)
