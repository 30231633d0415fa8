# SPDX-License-Identifier: MIT
findstr.exe_LIBS = kernelbase ntdll
findstr.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
