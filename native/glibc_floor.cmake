# Knows which functions of ours moved into libc.so.6 with glibc 2.32 and 2.34, and links the library with them where every
# glibc since 2.17 has them: in libdl.so.2 and libpthread.so.0, under the versions that they have had from the start.
# Linked with this system's own libraries instead, it would not load on a glibc that is older than this system's.

if(architecture STREQUAL x64)
    set(glibc_first GLIBC_2.2.5)
    set(glibc_of_pthread_condattr_setclock GLIBC_2.3.3)
else()
    set(glibc_first GLIBC_2.17)
endif()

# Stands in for an old library of glibc's while ours is linked, and only then.
function(add_glibc_library name soversion) # FUNCTION...
    foreach(function ${ARGN})
        set(version ${glibc_first})
        if(glibc_of_${function})
            set(version ${glibc_of_${function}})
        endif()
        string(APPEND code "void ${function}(void) {}\n")
        string(APPEND functions_of_${version} " ${function};")
        list(APPEND versions ${version})
    endforeach()
    list(REMOVE_DUPLICATES versions)
    foreach(version ${versions})
        string(APPEND map "${version} {${functions_of_${version}} };\n")
    endforeach()

    set(folder ${CMAKE_CURRENT_BINARY_DIR}/glibc)
    file(CONFIGURE OUTPUT ${folder}/${name}.c CONTENT "${code}")
    file(CONFIGURE OUTPUT ${folder}/${name}.map CONTENT "${map}")
    add_library(glibc_${name} SHARED ${folder}/${name}.c)
    set_target_properties(glibc_${name} PROPERTIES
        OUTPUT_NAME ${name} SOVERSION ${soversion} LIBRARY_OUTPUT_DIRECTORY ${folder} C_VISIBILITY_PRESET default)
    target_compile_options(glibc_${name} PRIVATE -fno-sanitize=all)
    target_link_options(glibc_${name} PRIVATE -nostdlib -fno-sanitize=all LINKER:--version-script=${folder}/${name}.map)
    target_link_libraries(outliers_glue PRIVATE glibc_${name})
endfunction()

add_glibc_library(dl 2 dladdr dlclose dlerror dlopen dlsym)
add_glibc_library(pthread 0
    pthread_attr_getstack pthread_attr_setstacksize pthread_condattr_setclock pthread_create pthread_getattr_np
    pthread_key_create pthread_setspecific pthread_sigmask)
set_target_properties(outliers_glue PROPERTIES SKIP_BUILD_RPATH ON) # else it would load the stand-ins
