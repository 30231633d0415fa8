# SPDX-License-Identifier: MIT
netapi32_LIBS = advapi32 kernelbase ntdll
