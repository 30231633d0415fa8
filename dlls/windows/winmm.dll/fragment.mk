# SPDX-License-Identifier: MIT
winmm_LIBS = ntdll
