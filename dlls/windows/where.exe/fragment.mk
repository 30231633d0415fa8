# SPDX-License-Identifier: MIT
where.exe_LIBS = kernelbase ntdll
where.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
