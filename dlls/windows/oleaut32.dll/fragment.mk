# SPDX-License-Identifier: MIT
oleaut32_LIBS = kernelbase ntdll
