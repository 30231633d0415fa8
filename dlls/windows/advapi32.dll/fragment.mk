# SPDX-License-Identifier: MIT
advapi32_LIBS = kernelbase ntdll
advapi32_GENERATED_OBJECTS = host_stubs.o
