# Builds for win-x64 with Debian's gcc-mingw-w64-x86-64, and tests with its wine64.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/lib/wine/wine64)
