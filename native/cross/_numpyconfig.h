/* Stands in for NumPy's generated header of this name on whatever machine we build for: the sizes are the compiler's,
 * the rest is what the NumPy of this machine says. */
#include "_numpyconfig_here.h"

#undef NPY_SIZEOF_LONG
#undef NPY_SIZEOF_LONGDOUBLE
#undef NPY_SIZEOF_COMPLEX_LONGDOUBLE
#undef NPY_SIZEOF_OFF_T
#undef NPY_SIZEOF_WCHAR_T
#define NPY_SIZEOF_LONG __SIZEOF_LONG__
#define NPY_SIZEOF_LONGDOUBLE __SIZEOF_LONG_DOUBLE__
#define NPY_SIZEOF_COMPLEX_LONGDOUBLE (2 * __SIZEOF_LONG_DOUBLE__)
#define NPY_SIZEOF_OFF_T __SIZEOF_LONG__
#define NPY_SIZEOF_WCHAR_T __SIZEOF_WCHAR_T__

#if defined(_WIN32)
#undef NPY_HAVE_ENDIAN_H
#endif
