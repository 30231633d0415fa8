/* SPDX-License-Identifier: MIT */
/* kernel32.dll holds no code of its own: kernel32.spec forwards every export to kernelbase or ntdll. */
typedef int kernel32_has_no_code;
