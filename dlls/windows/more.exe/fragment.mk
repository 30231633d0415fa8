# SPDX-License-Identifier: MIT
more.exe_LIBS = kernelbase ntdll
more.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
