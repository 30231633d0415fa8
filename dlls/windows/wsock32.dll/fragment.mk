# SPDX-License-Identifier: MIT
wsock32_LIBS = ws2_32
