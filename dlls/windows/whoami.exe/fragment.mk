# SPDX-License-Identifier: MIT
whoami.exe_LIBS = advapi32 kernelbase ntdll
whoami.exe_EXTRA_SOURCES = $(wildcard $(srcdir)/dlls/windows/program/*.c)
