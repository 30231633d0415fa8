# SPDX-License-Identifier: MIT
bcrypt_LIBS = ntdll
bcrypt_GENERATED_OBJECTS = host_stubs.o
