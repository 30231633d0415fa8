# SPDX-License-Identifier: MIT
attrib.exe_LIBS = kernelbase ntdll
attrib.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
