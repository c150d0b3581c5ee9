using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace OutliersNative.Tests.Child;

/// <summary>Calls by a second copy of the library, in a context that can be unloaded.</summary>
internal static class PlugInSteps
{
    /// <summary>Loads the copy, calls, unloads, and collects garbage as often as unloading may take.</summary>
    public static string Detect(string name)
    {
        string answer = DetectAndUnload(name);
        for (int round = 0; round < 10; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return answer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // else a register could keep the context
    private static string DetectAndUnload(string name)
    {
        var context = new AssemblyLoadContext("plug-in", isCollectible: true);
        Assembly library = context.LoadFromAssemblyPath(typeof(Outliers).Assembly.Location);
        Type type = library.GetType(typeof(Outliers).FullName!)!;
        string[] words = name.Split('.');
        var outliers = (IDisposable)Activator.CreateInstance(type, words[0], words[1])!;
        object positions = type.GetMethod("Detect", [typeof(double[])])!.Invoke(outliers, [new double[] { 10, 900, 20, 800, 30 }])!;
        outliers.Dispose();
        context.Unload();
        return string.Join(' ', (long[])positions);
    }
}
