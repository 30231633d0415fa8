# SPDX-License-Identifier: MIT
shlwapi_LIBS = kernelbase ntdll
