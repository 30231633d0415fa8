user32_LIBS = kernelbase ntdll
