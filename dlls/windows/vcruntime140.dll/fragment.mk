# SPDX-License-Identifier: MIT
vcruntime140_LIBS = ucrtbase kernelbase ntdll
