# SPDX-License-Identifier: MIT
user32_LIBS = kernelbase ntdll
