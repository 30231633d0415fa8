# SPDX-License-Identifier: MIT
sort.exe_LIBS = kernelbase ntdll
sort.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
