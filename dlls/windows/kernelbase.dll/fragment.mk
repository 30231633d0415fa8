kernelbase_LIBS = ntdll
