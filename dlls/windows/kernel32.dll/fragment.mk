# SPDX-License-Identifier: MIT
kernel32_LIBS =
