advapi32_LIBS = kernelbase ntdll
