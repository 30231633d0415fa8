kernel32_LIBS =
