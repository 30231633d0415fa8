# SPDX-License-Identifier: MIT
psapi_LIBS = kernelbase
