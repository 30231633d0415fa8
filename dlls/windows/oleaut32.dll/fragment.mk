# SPDX-License-Identifier: MIT
oleaut32_LIBS  = msvcrt kernelbase ntdll
oleaut32_LDADD = -luuid
