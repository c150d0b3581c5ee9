# Makes the headers of this machine's Python and NumPy serve for another one. Within the limited API they are the same
# everywhere, but for one file of each that was generated here and tells the sizes of C's types: ours ask the compiler.

set(headers ${CMAKE_BINARY_DIR}/headers)
file(REMOVE_RECURSE ${headers})
set(ask "import numpy, sysconfig; print(sysconfig.get_paths()['include'], numpy.get_include(), sep=';', end='')")
execute_process(COMMAND ${Python3_EXECUTABLE} -c "${ask}" OUTPUT_VARIABLE folders COMMAND_ERROR_IS_FATAL ANY)
list(GET folders 0 of_python)
list(GET folders 1 of_numpy)
file(COPY ${of_python}/ DESTINATION ${headers}/python PATTERN numpy EXCLUDE PATTERN pyconfig.h EXCLUDE)
file(COPY ${of_numpy}/numpy DESTINATION ${headers}/numpy)
file(RENAME ${headers}/numpy/numpy/_numpyconfig.h ${headers}/numpy/numpy/_numpyconfig_here.h)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/pyconfig.h DESTINATION ${headers}/python)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/_numpyconfig.h DESTINATION ${headers}/numpy/numpy)

set(Python3_INCLUDE_DIRS ${headers}/python)
set(Python3_NumPy_INCLUDE_DIRS ${headers}/numpy)
