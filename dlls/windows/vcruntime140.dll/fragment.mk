# SPDX-License-Identifier: MIT
vcruntime140_LIBS = kernelbase ntdll
