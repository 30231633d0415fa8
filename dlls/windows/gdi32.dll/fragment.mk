# SPDX-License-Identifier: MIT
gdi32_LIBS = ntdll
