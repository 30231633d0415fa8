oleaut32_LIBS = kernelbase ntdll
