// Loads a plug-in by its path, as hosts of plug-ins do, and calls it.
using System.Reflection;
using System.Runtime.Loader;

Assembly plugIn = new PlugInContext(args[0]).LoadFromAssemblyPath(args[0]);
Console.WriteLine(plugIn.GetType("Consumer.Wrapped")!.GetMethod("Outliers")!.Invoke(null, null));

internal sealed class PlugInContext(string path) : AssemblyLoadContext("plug-in", isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName name) =>
        _resolver.ResolveAssemblyToPath(name) is { } file ? LoadFromAssemblyPath(file) : null;

    protected override nint LoadUnmanagedDll(string name) =>
        _resolver.ResolveUnmanagedDllToPath(name) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
}
