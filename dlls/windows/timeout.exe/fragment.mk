# SPDX-License-Identifier: MIT
timeout.exe_LIBS = kernelbase ntdll
timeout.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
