# SPDX-License-Identifier: MIT
xcopy.exe_LIBS = kernelbase ntdll
xcopy.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
