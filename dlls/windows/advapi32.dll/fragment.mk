# SPDX-License-Identifier: MIT
advapi32_LIBS = bcryptprimitives kernelbase ntdll
