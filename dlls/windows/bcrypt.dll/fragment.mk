# SPDX-License-Identifier: MIT
bcrypt_LIBS = bcryptprimitives ntdll
