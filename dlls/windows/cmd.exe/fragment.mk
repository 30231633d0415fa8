# SPDX-License-Identifier: MIT
cmd.exe_LIBS = kernelbase ntdll
