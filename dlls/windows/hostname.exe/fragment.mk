# SPDX-License-Identifier: MIT
hostname.exe_LIBS = kernelbase ntdll
hostname.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
