# SPDX-License-Identifier: MIT
userenv_LIBS = kernelbase ntdll
