# SPDX-License-Identifier: MIT
mswsock_LIBS = ws2_32
