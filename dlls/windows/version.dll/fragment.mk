# SPDX-License-Identifier: MIT
version_LIBS = kernelbase
