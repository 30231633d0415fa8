# SPDX-License-Identifier: MIT
shell32_LIBS  = ole32 kernelbase ntdll
shell32_LDADD = -luuid
