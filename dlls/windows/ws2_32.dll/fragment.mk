# SPDX-License-Identifier: MIT
ws2_32_LIBS = kernelbase ntdll
