# SPDX-License-Identifier: MIT
dnsapi_LIBS = ws2_32 kernelbase
