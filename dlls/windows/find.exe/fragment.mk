# SPDX-License-Identifier: MIT
find.exe_LIBS = kernelbase ntdll
find.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
