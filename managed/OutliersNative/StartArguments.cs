using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>Knows which start options make sense, and what to say of those that do not.</summary>
internal static class StartArguments
{
    /// <summary>Throws ArgumentException unless every option makes sense.</summary>
    /// <returns>The folders that go in front of <c>sys.path</c>.</returns>
    public static string[] Check(PythonRuntimeOptions options)
    {
        if (options.Python is not null && string.IsNullOrWhiteSpace(options.Python))
        {
            throw new ArgumentException(
                "PythonRuntimeOptions.Python is empty; expected an interpreter or the folder of a virtual environment, or null to have one found.",
                nameof(options));
        }
        if (options.CollectAboveBytes < 1)
        {
            throw new ArgumentException(
                $"PythonRuntimeOptions.CollectAboveBytes is {options.CollectAboveBytes}; expected 1 or more, or null for what it is.",
                nameof(options));
        }
        if (options.PoolBytes < 0)
        {
            throw new ArgumentException(
                $"PythonRuntimeOptions.PoolBytes is {options.PoolBytes}; expected 0 or more, or null for what it is.", nameof(options));
        }
        if (options.CallsAtOnce < 0)
        {
            throw new ArgumentException(
                $"PythonRuntimeOptions.CallsAtOnce is {options.CallsAtOnce}; expected 0 or more, or null for what it is.", nameof(options));
        }
        return ModuleFolders(options);
    }

    /// <summary>The user's folders first, then ours: a module of the user's wins, one in site-packages does not.</summary>
    private static string[] ModuleFolders(PythonRuntimeOptions options)
    {
        if (options.ModulePaths is null)
        {
            throw new ArgumentException("PythonRuntimeOptions.ModulePaths is null; expected a list, empty for no folders.", nameof(options));
        }
        var folders = new List<string>();
        foreach (string path in options.ModulePaths)
        {
            if (string.IsNullOrWhiteSpace(path))
            {
                throw new ArgumentException(
                    $"PythonRuntimeOptions.ModulePaths[{folders.Count}] is empty; expected a folder that holds Python modules.",
                    nameof(options));
            }
            string full = Path.GetFullPath(path);
            if (!Path.Exists(full))
            {
                throw new ArgumentException(
                    $"The module path {full} does not exist. ModulePaths takes folders that hold Python modules.", nameof(options));
            }
            folders.Add(full);
        }
        foreach (string folder in PackageFolders.All)
        {
            string ours = Path.Combine(folder, PackageFolders.Python);
            if (Directory.Exists(ours))
            {
                folders.Add(ours);
            }
        }
        return [.. folders];
    }
}
