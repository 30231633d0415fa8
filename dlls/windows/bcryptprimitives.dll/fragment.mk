# SPDX-License-Identifier: MIT
bcryptprimitives_LIBS = ntdll
