# SPDX-License-Identifier: MIT
kernelbase_LIBS = ntdll
