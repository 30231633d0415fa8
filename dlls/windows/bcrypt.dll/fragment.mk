# SPDX-License-Identifier: MIT
bcrypt_LIBS = ntdll
