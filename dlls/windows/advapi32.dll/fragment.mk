# SPDX-License-Identifier: MIT
advapi32_LIBS = kernelbase ntdll
