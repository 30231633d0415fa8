# SPDX-License-Identifier: MIT
ole32_LIBS = kernelbase ntdll
