# SPDX-License-Identifier: MIT
comctl32_LIBS = ntdll
