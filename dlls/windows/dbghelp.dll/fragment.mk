# SPDX-License-Identifier: MIT
dbghelp_LIBS = kernelbase ntdll
