// Ends with its first result, so that a start can be timed from outside. The first argument chooses:
//   (none)                           OutliersNative
//   pythonnet EXECUTABLE LIBRARY     pythonnet, as in its examples
//   nothing                          no Python: what .NET itself costs
using System.Runtime.CompilerServices;
using OutliersNative;
using Python.Runtime;

const int Every = 100; // one value in so many is an outlier
const int Length = 1000;

int found = args switch
{
    ["nothing"] => Length / Every,
    ["pythonnet", string executable, string library] => ByPythonNet(executable, library),
    _ => Here(),
};
return found == Length / Every ? 0 : 1;

// Not inlined, so that no library is loaded that is not called.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Here()
{
    using var outliers = new Outliers("outliers", "detect");
    return outliers.Detect(Series()).Length;
}

[MethodImpl(MethodImplOptions.NoInlining)]
static int ByPythonNet(string executable, string library)
{
    Runtime.PythonDLL = library;
    PythonEngine.ProgramName = executable;
    PythonEngine.Initialize();
    PythonEngine.BeginAllowThreads(); // without it, the process hangs when it exits
    using (Py.GIL())
    {
        dynamic sys = Py.Import("sys");
        sys.path.insert(0, Path.Combine(AppContext.BaseDirectory, "python"));
        dynamic numpy = Py.Import("numpy"), outliers = Py.Import("outliers");
        return outliers.detect(numpy.array(Series())).tolist().As<long[]>().Length;
    }
}

static double[] Series()
{
    var values = new double[Length];
    for (int i = 0; i < Length; i++)
    {
        values[i] = i % Every == 0 ? 100 : i % 7;
    }
    return values;
}
