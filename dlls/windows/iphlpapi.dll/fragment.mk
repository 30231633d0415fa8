# SPDX-License-Identifier: MIT
iphlpapi_LIBS = kernelbase ntdll
